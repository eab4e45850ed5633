using CacheCore.Access.Options;
using CacheCore.Listener.Primitives;
using static CacheCore.Access.Options.OptionRows<CacheCore.Listener.MemcachedListenerOptions>;

namespace CacheCore.Listener.Options;

/// <summary>
/// All that is known of <see cref="MemcachedListenerOptions"/>, a row each, in the order of docs/listener.md; a test holds them together.
/// </summary>
internal static class MemcachedListenerOptionsTable
{
    private const int MostSizes = WireSizes.MostClasses - 1;

    private static readonly OptionRange<int> Bytes = OptionRange.Bytes(1 << 10, 1 << 30);

    private static readonly OptionRange<long> NoneOrMebibytes = new(
        static bytes => bytes is 0 or >= 1 << 20, "at least 1 MiB (1,048,576), or 0 for no limit", "1 MiB or more");

    private static readonly OptionRange<int?> ThreadCount = OptionRange.Between(1, 1024).OrNull() with
    {
        Words = "from 1 to 1,024, or null for one for each processor",
    };

    private static readonly OptionRange<TimeSpan?> Timeout = new(
        MemcachedEndpointTable.IsTimeout, "at least a second, or zero or null for never", "a second or more");

    private static readonly OptionRange<double> Above1 = new(static factor => factor > 1 && double.IsFinite(factor), "above 1", "above 1");

    private static readonly OptionRange<int> SmallestChunk = new(
        static size => size is > WireSizes.HeaderSize and <= WireSizes.PageSize, "from 49 bytes to 1 MiB (1,048,576)", "49 bytes to 1 MiB");

    private static readonly OptionRange<int> LargestChunk = new(
        static size => size is > 0 and <= WireSizes.PageSize && int.IsPow2(size), "a power of two up to 1 MiB (1,048,576)",
        "a power of two from SmallestChunkSize to 1 MiB");

    private static readonly OptionRange<IList<int>?> Sizes = new(
        static list => list is null or { Count: <= MostSizes }, $"null, or a list of at most {MostSizes} sizes",
            $"up to {MostSizes} sizes");

    private static readonly OptionRange<string?> VersionText = new(
        static text => text is { Length: > 0 and <= 64 } && text.All(static one => one is > ' ' and <= '~'),
        "printable ASCII without spaces, at most 64 characters",
        "text");

    private static readonly OptionReader<char> Character = new(char.TryParse, "one character", "a character");

    public static OptionTable<MemcachedListenerOptions> All { get; } = new("the listener", "Listener of cache",
        MemcachedListenerOptionsRules.Check,
    [
        new EndpointsRow(),
        List("addresses", o => o.UdpAddresses, (o, value) => o.UdpAddresses = value, OptionReader.Text.In("addresses")!,
            each: MemcachedEndpointTable.UdpAddress),
        Of(o => o.MaxConnections, (o, value) => o.MaxConnections = value, OptionReader.Whole, OptionRange.Between(1, 1_000_000)),
        Of(o => o.WaitAtMaxConnections, (o, value) => o.WaitAtMaxConnections = value, OptionReader.YesNo),
        Of(o => o.ConnectionMemoryLimit, (o, value) => o.ConnectionMemoryLimit = value, OptionReader.LongSize, NoneOrMebibytes),
        Of(o => o.RequestsPerTurn, (o, value) => o.RequestsPerTurn = value, OptionReader.Whole, OptionRange.Between(1, 1_000_000)),
        Of(o => o.Threads, (o, value) => o.Threads = value, OptionReader.Whole.OrNone("one for each processor"), ThreadCount),
        new TlsRow(),
        Of(o => o.IdleTimeout, (o, value) => o.IdleTimeout = value, OptionReader.Time, Timeout),
        Of(o => o.MaxItemSize, (o, value) => o.MaxItemSize = value, OptionReader.Size, Bytes),
        Of(o => o.GrowthFactor, (o, value) => o.GrowthFactor = value, OptionReader.Number, Above1),
        Of(o => o.SmallestChunkSize, (o, value) => o.SmallestChunkSize = value, OptionReader.Size, SmallestChunk),
        Of(o => o.LargestChunkSize, (o, value) => o.LargestChunkSize = value, OptionReader.Size, LargestChunk),
        List("sizes", o => o.ChunkSizes, (o, value) => o.ChunkSizes = value.Count > 0 ? value : null, OptionReader.Size, Sizes),
        Of(o => o.UseCas, (o, value) => o.UseCas = value, OptionReader.YesNo),
        Of(o => o.AuthFile, (o, value) => o.AuthFile = value, OptionReader.Text.In("a file")),
        Of(o => o.SaslFile, (o, value) => o.SaslFile = value, OptionReader.Text.In("a file")),
        Of(o => o.AllowFlush, (o, value) => o.AllowFlush = value, OptionReader.YesNo),
        Of(o => o.AllowDumps, (o, value) => o.AllowDumps = value, OptionReader.YesNo),
        Of(o => o.AllowWatch, (o, value) => o.AllowWatch = value, OptionReader.YesNo),
        Of(o => o.WatchBufferSize, (o, value) => o.WatchBufferSize = value, OptionReader.Size, Bytes),
        Of(o => o.AllowShutdown, (o, value) => o.AllowShutdown = value, OptionReader.YesNo),
        Of(o => o.DebugCommands, (o, value) => o.DebugCommands = value, OptionReader.YesNo),
        Of(o => o.PrefixDelimiter, (o, value) => o.PrefixDelimiter = value, Character,
            new(static one => one is > ' ' and <= '~', "a printable ASCII character", "a character")),
        Of(o => o.CountPrefixes, (o, value) => o.CountPrefixes = value, OptionReader.YesNo),
        Of(o => o.TrackSizes, (o, value) => o.TrackSizes = value, OptionReader.YesNo),
        Of(o => o.Verbosity, (o, value) => o.Verbosity = value, OptionReader.Whole, OptionRange.Between(0, 2)),
        Of(o => o.Backlog, (o, value) => o.Backlog = value, OptionReader.Whole, OptionRange.Between(1, ushort.MaxValue)),
        Of(o => o.Version, (o, value) => o.Version = value!, OptionReader.Text, VersionText),
    ]);
}
