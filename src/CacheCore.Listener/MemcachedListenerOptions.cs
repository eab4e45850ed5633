using Microsoft.Extensions.Options;

namespace CacheCore.Listener;

/// <summary>Everything that can be set about a <see cref="MemcachedServer"/>. Values are checked once, when the server is made.</summary>
public sealed class MemcachedListenerOptions : IOptions<MemcachedListenerOptions>
{
    /// <summary>The version that clients are told, unless set: that of the memcached whose answers these are.</summary>
    public const string DefaultVersion = "1.6.45";

    /// <summary>Where to listen; at least one address, unless there are <see cref="UdpAddresses"/>. On loopback unless set.</summary>
    public IList<MemcachedEndpoint> Endpoints { get; set; } = [new MemcachedEndpoint()];

    /// <summary>
    /// Addresses to listen on over UDP, in the form of <see cref="MemcachedEndpoint.Address"/>; none unless set. UDP knows neither users
    /// nor encryption, so not where there is an <see cref="AuthFile"/> or a <see cref="SaslFile"/>, and beside <see cref="Tls"/> on
    /// loopback alone; and whoever can forge a sender's address has the server send answers to others.
    /// </summary>
    public IList<string> UdpAddresses { get; set; } = [];

    /// <summary>
    /// The most connections at a time, from 1 to 1,000,000. One more is told so and closed, or waits: <see cref="WaitAtMaxConnections"/>.
    /// </summary>
    public int MaxConnections { get; set; } = 1024;

    /// <summary>
    /// True: at <see cref="MaxConnections"/> nobody is accepted until somebody leaves; whoever comes waits unanswered, one at each address
    /// and the others in its <see cref="Backlog"/>. memcached's <c>no_maxconns_fast</c>.
    /// </summary>
    public bool WaitAtMaxConnections { get; set; }

    /// <summary>
    /// The most memory in bytes that all connections together may hold for what they have sent and what they have not taken yet, from 1 MiB
    /// on; 0 = no limit but that of each connection. A large value on its way counts several times its length. Whoever needs more finds its
    /// connection closed, or a retrieval refused; others go on.
    /// On systems other than Linux replies do not count that are not encrypted. memcached's <c>read_buf_mem_limit</c>.
    /// </summary>
    public long ConnectionMemoryLimit { get; set; }

    /// <summary>
    /// Threads that serve connections, from 1 to 1,024; null = one for each processor, 16 at most. The process's own use of the store needs
    /// none of them. On systems other than Linux the platform's sockets have threads of their own.
    /// </summary>
    public int? Threads { get; set; }

    /// <summary>
    /// Commands of a pipeline that are carried out before other connections of the thread have a turn, from 1 to 1,000,000. Up to 32 are
    /// read ahead, so that what they look for is fetched together; a shorter turn takes that away.
    /// </summary>
    public int RequestsPerTurn { get; set; } = 128;

    /// <summary>TCP connections that wait for a command for longer are closed; null or zero = never. At least a second.</summary>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>
    /// The largest item in bytes, from 1 KiB to 1 GiB, counted as memcached counts: key, value, 59 bytes more (51 without
    /// <see cref="UseCas"/>), and 4 where there are flags. What the store takes sets a limit beside it.
    /// </summary>
    public int MaxItemSize { get; set; } = 1 << 20;

    /// <summary>
    /// How much larger each slab class is than the one below, in what clients are told: above 1. memcached's <c>-f</c>. The store's own
    /// classes are set by <see cref="CacheCoreOptions"/>.
    /// </summary>
    public double GrowthFactor { get; set; } = 1.25;

    /// <summary>Bytes of the smallest slab class in what clients are told, from 49 to 1 MiB: memcached's <c>-n</c> and 48.</summary>
    public int SmallestChunkSize { get; set; } = 96;

    /// <summary>
    /// Bytes of the largest slab class in what clients are told, a power of two from <see cref="SmallestChunkSize"/> to 1 MiB; larger items
    /// count there. memcached's <c>slab_chunk_max</c>, which is in kilobytes.
    /// </summary>
    public int LargestChunkSize { get; set; } = 512 << 10;

    /// <summary>
    /// The slab classes below the largest in what clients are told, in place of those by <see cref="GrowthFactor"/>: at most 62, ascending
    /// by more than 8 bytes, up to <see cref="LargestChunkSize"/>. memcached's <c>slab_sizes</c>. Null or empty = by factor.
    /// </summary>
    public IList<int>? ChunkSizes { get; set; }

    /// <summary>
    /// False: all CAS values are 0, and what is to be stored only if a CAS value is still the same never is. memcached's <c>-C</c>.
    /// </summary>
    public bool UseCas { get; set; } = true;

    /// <summary>
    /// A file with a line <c>user:password</c> for each of at most 8 users. Text connections then have to name one of them first, and there
    /// are no binary ones. Null or empty = everybody may come.
    /// </summary>
    public string? AuthFile { get; set; }

    /// <summary>
    /// A file with a line <c>user:password</c> for each of at most 256 users. Connections are then binary, and have to authenticate by SASL
    /// with the mechanism PLAIN first, which sends the password as it is: to be had with <see cref="Tls"/>, or where nobody listens in. Not
    /// together with <see cref="AuthFile"/> at one endpoint. Null or empty = no SASL.
    /// </summary>
    public string? SaslFile { get; set; }

    /// <summary>TCP connections are encrypted by this, unless their endpoint says otherwise; null = they are not.</summary>
    public MemcachedTlsOptions? Tls { get; set; }

    /// <summary>False: <c>flush_all</c> is refused.</summary>
    public bool AllowFlush { get; set; } = true;

    /// <summary>False: clients cannot list keys.</summary>
    public bool AllowDumps { get; set; } = true;

    /// <summary>False: clients cannot watch what goes on.</summary>
    public bool AllowWatch { get; set; } = true;

    /// <summary>
    /// Bytes of lines that may wait for each client that watches, from 1 KiB to 1 GiB; what finds no room is dropped, and the
    /// client told how many.
    /// </summary>
    public int WatchBufferSize { get; set; } = 256 << 10;

    /// <summary>True: a client can end the server with <c>shutdown</c>.</summary>
    public bool AllowShutdown { get; set; }

    /// <summary>True: <c>debugtime</c> and <c>debugitem</c> work, for tests.</summary>
    public bool DebugCommands { get; set; }

    /// <summary>The character that ends the prefix of a key, for <c>stats detail</c>.</summary>
    public char PrefixDelimiter { get; set; } = ':';

    /// <summary>True: <c>stats detail</c> is on from the start.</summary>
    public bool CountPrefixes { get; set; }

    /// <summary>True: <c>stats sizes</c> can be asked.</summary>
    public bool TrackSizes { get; set; }

    /// <summary>What <c>verbosity</c> is at first, from 0 to 2.</summary>
    public int Verbosity { get; set; }

    /// <summary>Connections that may wait to be accepted, from 1 to 65,535.</summary>
    public int Backlog { get; set; } = 1024;

    /// <summary>What <c>version</c> answers: printable ASCII without spaces, at most 64 characters.</summary>
    public string Version { get; set; } = DefaultVersion;

    /// <summary>What is told of memcached's other settings, at first.</summary>
    internal ServerSettings Settings { get; set; } = new();

    /// <summary>How whoever sets the options calls one of those that name files: a command line has words of its own.</summary>
    internal Func<string, string> WordFor { get; set; } = static option => option;

    /// <summary>True: without any address nobody is served, and the server starts.</summary>
    internal bool MayListenNowhere { get; set; }

    internal int ThreadCount => Threads ?? Math.Min(Environment.ProcessorCount, 16);

    /// <summary>True: sockets as they are outside Linux.</summary>
    internal bool UsePlatformSockets { get; set; }

    /// <summary>One of its own, all the way down.</summary>
    internal MemcachedListenerOptions Copy()
    {
        var copy = (MemcachedListenerOptions)MemberwiseClone();
        copy.Endpoints = [.. Endpoints.Select(static one => one.Copy())];
        copy.UdpAddresses = [.. UdpAddresses];
        copy.ChunkSizes = ChunkSizes is { } sizes ? [.. sizes] : null;
        copy.Tls = Tls?.Copy();
        copy.Settings = Settings.Copy();
        return copy;
    }

    MemcachedListenerOptions IOptions<MemcachedListenerOptions>.Value => this;
}
