using CacheCore.Listener;
using CacheCore.Server;

namespace CacheCore.Tool.Serve;

/// <summary>What a command line asks for: memcached's defaults, changed by what was given.</summary>
internal sealed class ServeSettings
{
    /// <summary>What <c>-p</c> says; null = it was not given.</summary>
    public int? GivenPort { get; set; }

    /// <summary>0 = no TCP, -1 = any free port. Where <c>-U</c> alone was given, its port is meant for both.</summary>
    public int Port => GivenPort ?? (UdpPort == 0 ? MemcachedEndpoint.DefaultPort : UdpPort);

    /// <summary>0 = no UDP, -1 = any free port.</summary>
    public int UdpPort { get; set; }

    /// <summary>Addresses to listen on, as given with <c>-l</c>; empty = loopback.</summary>
    public List<string> Addresses { get; } = [];

    /// <summary>Path of a unix socket; then there is no TCP. Null = none.</summary>
    public string? UnixSocket { get; set; }

    public UnixFileMode UnixMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public MemcachedProtocol Protocol { get; set; }

    /// <summary>Whether <c>-B</c> was given.</summary>
    public bool IsProtocolGiven { get; set; }

    /// <summary>Whether <c>-S</c> was given.</summary>
    public bool IsSasl { get; set; }

    /// <summary>The file of SASL's users, as <c>-o</c> names it; null = it does not.</summary>
    public string? SaslFile { get; set; }

    /// <summary>What <c>--policy</c> says; null = it was not given.</summary>
    public EvictionPolicy? GivenPolicy { get; set; }

    /// <summary>Without its maintainer memcached keeps all items in one queue.</summary>
    public EvictionPolicy Policy => GivenPolicy ?? (Listener.Settings.HasMaintainer ? EvictionPolicy.Adaptive : EvictionPolicy.Lru);

    /// <summary>Bytes of the largest slab class, as given; null = memcached's own choice.</summary>
    public int? LargestChunk { get; set; }

    /// <summary>True: the largest slab class has chunks as large as memcached's pages.</summary>
    public bool HasWholePages { get; set; }

    /// <summary>Whether <c>-Z</c> was given; without it the words about certificates mean nothing.</summary>
    public bool IsEncrypted { get; set; }

    /// <summary>What certificates are used if it was.</summary>
    public MemcachedTlsOptions Tls { get; } = new();

    /// <summary>The words about certificates that were given.</summary>
    public List<string> WordsOfTls { get; } = [];

    /// <summary>Bytes that all connections may take together, as given, 0 = without limit; null = what the control group leaves.</summary>
    public long? ConnectionMemory
    {
        get;
        set => (field, Listener.ConnectionMemoryLimit) = (value, value ?? 0);
    }

    /// <summary>Options of the store. Clients know nothing of tag markers, so nothing is pinned for them.</summary>
    public CacheCoreOptions Store { get; } = new() { MemoryLimit = 64 << 20, PinnedKeyPrefixes = [] };

    /// <summary>The memory limit as <c>-m</c> has it.</summary>
    public long MemoryMebibytes => Store.MemoryLimit >> 20;

    /// <summary>Options of the listener.</summary>
    public MemcachedListenerOptions Listener { get; } = new() { Threads = 4 };

    /// <summary>The user to become; null = nobody else.</summary>
    public string? User { get; set; }

    public bool IsDaemon { get; set; }

    public string? PidFile { get; set; }

    /// <summary>How much is logged: 0 warnings, 1 what matters, 2 connections, 3 everything.</summary>
    public int Verbosity { get; set; }

    /// <summary>Options that were accepted and change nothing, for the log.</summary>
    public List<string> WithoutEffect { get; } = [];

    /// <summary>What else to say in the log before it begins: whole sentences.</summary>
    public List<string> Warnings { get; } = [];
}
