using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>The streams of log lines that can be watched.</summary>
[Flags]
public enum WatchStreams
{
    /// <summary>Not one.</summary>
    None = 0,

    /// <summary><c>fetchers</c>: lookups. Watched if nothing is named.</summary>
    Fetchers = 1 << 0,

    /// <summary><c>mutations</c>: stores.</summary>
    Mutations = 1 << 1,

    /// <summary><c>evictions</c></summary>
    Evictions = 1 << 2,

    /// <summary><c>connevents</c>: connections opened and closed.</summary>
    ConnectionEvents = 1 << 3,

    /// <summary><c>deletions</c></summary>
    Deletions = 1 << 4,

    /// <summary><c>sysevents</c>: what the background does.</summary>
    SystemEvents = 1 << 5,

    /// <summary><c>rawcmds</c></summary>
    RawCommands = 1 << 6,

    /// <summary><c>proxyreqs</c></summary>
    ProxyRequests = 1 << 7,

    /// <summary><c>proxyevents</c></summary>
    ProxyEvents = 1 << 8,

    /// <summary><c>proxyuser</c></summary>
    ProxyUser = 1 << 9,
}

/// <summary><c>watch STREAM*</c></summary>
/// <param name="Streams">What to watch.</param>
public readonly record struct WatchCommand(WatchStreams Streams)
{
    /// <summary>Reads the words behind <c>watch</c>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="command">What they say.</param>
    /// <returns>What to answer if they make no sense; otherwise <see cref="ReplyLine.None"/>.</returns>
    public static ReplyLine Parse(Words words, out WatchCommand command)
    {
        WatchStreams streams = WatchStreams.None;
        foreach (ReadOnlySpan<byte> word in words)
        {
            WatchStreams stream = StreamOf(word);
            if (stream == WatchStreams.None)
            {
                command = default;
                return ReplyLine.Error;
            }

            streams |= stream;
        }

        command = new WatchCommand(streams == WatchStreams.None ? WatchStreams.Fetchers : streams);
        return ReplyLine.None;
    }

    /// <summary>Writes the line.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("watch"u8);
        for (uint left = (uint)Streams; left != 0; left &= left - 1)
        {
            writer.Add((byte)' ');
            writer.Add(NameOf((WatchStreams)(left & (0 - left))));
        }

        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    private static ReadOnlySpan<byte> NameOf(WatchStreams stream) => stream switch
    {
        WatchStreams.Fetchers => "fetchers"u8,
        WatchStreams.Mutations => "mutations"u8,
        WatchStreams.Evictions => "evictions"u8,
        WatchStreams.ConnectionEvents => "connevents"u8,
        WatchStreams.Deletions => "deletions"u8,
        WatchStreams.SystemEvents => "sysevents"u8,
        WatchStreams.RawCommands => "rawcmds"u8,
        WatchStreams.ProxyRequests => "proxyreqs"u8,
        WatchStreams.ProxyEvents => "proxyevents"u8,
        WatchStreams.ProxyUser => "proxyuser"u8,
        _ => [],
    };

    private static WatchStreams StreamOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("fetchers"u8) ? WatchStreams.Fetchers :
        name.SequenceEqual("mutations"u8) ? WatchStreams.Mutations :
        name.SequenceEqual("evictions"u8) ? WatchStreams.Evictions :
        name.SequenceEqual("connevents"u8) ? WatchStreams.ConnectionEvents :
        name.SequenceEqual("deletions"u8) ? WatchStreams.Deletions :
        name.SequenceEqual("sysevents"u8) ? WatchStreams.SystemEvents :
        name.SequenceEqual("rawcmds"u8) ? WatchStreams.RawCommands :
        name.SequenceEqual("proxyreqs"u8) ? WatchStreams.ProxyRequests :
        name.SequenceEqual("proxyevents"u8) ? WatchStreams.ProxyEvents :
        name.SequenceEqual("proxyuser"u8) ? WatchStreams.ProxyUser :
        WatchStreams.None;
}
