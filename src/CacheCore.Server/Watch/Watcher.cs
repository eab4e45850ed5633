using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CacheCore.Protocol.Administration;

namespace CacheCore.Server.Watch;

/// <summary>
/// A connection that watches: lines wait here until it takes them. Whoever has something to log never waits; what finds no room is dropped
/// and counted, and the count comes before the first line that finds room again.
/// </summary>
public sealed class Watcher
{
    private readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly int _capacity;
    private long _waiting;
    private long _skipped;

    /// <summary>Makes a watcher.</summary>
    /// <param name="streams">What it wants to hear.</param>
    /// <param name="capacity">Bytes of lines that may wait.</param>
    public Watcher(WatchStreams streams, int capacity)
    {
        Streams = streams;
        _capacity = capacity;
        Lines = new TakenLines(this);
    }

    /// <summary>What it wants to hear.</summary>
    public WatchStreams Streams { get; }

    /// <summary>What waits; who takes a line makes room for another.</summary>
    public ChannelReader<byte[]> Lines { get; }

    /// <summary>Lets whoever waits for lines know that none will come.</summary>
    public void Close() => _ = _lines.Writer.TryComplete();

    /// <summary>Has lines that were lost on their way here told before the next one.</summary>
    public void Skip(long lines) => Interlocked.Add(ref _skipped, lines);

    /// <summary>Adds a line; false: it was dropped.</summary>
    public bool TryAdd(byte[] line)
    {
        // Taken out before it is told, so that of several who log at once one alone tells it. Told in one piece with the line: a count that
        // found room where the line does not would be followed by another count.
        long skipped = Volatile.Read(ref _skipped) == 0 ? 0 : Interlocked.Exchange(ref _skipped, 0);
        bool hasRoom = TryWrite(skipped == 0 ? line : [.. Notice(skipped), .. line]);
        if (!hasRoom)
        {
            Interlocked.Add(ref _skipped, skipped + 1);
        }

        return hasRoom;
    }

    private static byte[] Notice(long skipped) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"skipped={skipped}\n"));

    private bool TryWrite(byte[] line)
    {
        if (Interlocked.Add(ref _waiting, line.Length) <= _capacity && _lines.Writer.TryWrite(line))
        {
            return true;
        }

        Interlocked.Add(ref _waiting, -line.Length);
        return false;
    }

    /// <summary>The lines, with the bytes of those that were taken given back.</summary>
    private sealed class TakenLines(Watcher watcher) : ChannelReader<byte[]>
    {
        public override bool TryRead([MaybeNullWhen(false)] out byte[] item)
        {
            bool isTaken = watcher._lines.Reader.TryRead(out item);
            Interlocked.Add(ref watcher._waiting, isTaken ? -item!.Length : 0);
            return isTaken;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
            watcher._lines.Reader.WaitToReadAsync(cancellationToken);
    }
}
