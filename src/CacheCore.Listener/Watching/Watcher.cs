using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CacheCore.Protocol.Administration;

namespace CacheCore.Listener.Watching;

/// <summary>
/// A connection that watches: lines wait here until it takes them. Whoever has something to log never waits; what finds no room is dropped and counted, and
/// the count is the first line once there is room again.
/// </summary>
internal sealed class Watcher(WatchStreams streams)
{
    private const int Capacity = 2048;

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private long _skipped;

    public WatchStreams Streams { get; } = streams;

    public ChannelReader<byte[]> Lines => _lines.Reader;

    /// <summary>Adds a line; false: it was dropped.</summary>
    public bool TryAdd(byte[] line)
    {
        if (Volatile.Read(ref _skipped) is var skipped and not 0)
        {
            byte[] notice = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"skipped={skipped}\n"));
            if (!_lines.Writer.TryWrite(notice))
            {
                Interlocked.Increment(ref _skipped);
                return false;
            }

            Interlocked.Add(ref _skipped, -skipped);
        }

        bool hasRoom = _lines.Writer.TryWrite(line);
        if (!hasRoom)
        {
            Interlocked.Increment(ref _skipped);
        }

        return hasRoom;
    }
}
