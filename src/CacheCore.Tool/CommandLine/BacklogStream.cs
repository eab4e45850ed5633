using System.Text;

namespace CacheCore.Tool.CommandLine;

/// <summary>
/// Lines for a stream whose reader may have stopped: a thread of its own waits for that reader, so that nobody who writes does. What waits
/// is bounded. A line that finds no room is lost, the whole of it, and whoever reads on is told how many there were.
/// </summary>
/// <remarks>Whether a descriptor would take something at once cannot be asked beforehand: a terminal says yes, and then waits.</remarks>
internal sealed class BacklogStream : Stream
{
    /// <summary>Bytes that may wait, some hundred lines.</summary>
    internal const int MostHeld = 64 << 10;

    private const int StackSize = 256 << 10;

    private readonly object _gate = new();
    private readonly Stream _target;
    private readonly Queue<byte[]> _held = [];
    private int _heldBytes;
    private bool _isWriting;
    private bool _hasThread;
    private long _lost;                    // lines, since there was room
    private bool _skips;                   // the rest of a line of which something was lost
    private bool _isInLine;                // what was taken last ends in the midst of a line

    /// <param name="target">What takes the lines, and may wait for long. It throws nothing.</param>
    public BacklogStream(Stream target) => _target = target;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            if (_skips)
            {
                int end = buffer.IndexOf((byte)'\n') + 1;
                _skips = end == 0;
                buffer = buffer[(_skips ? buffer.Length : end)..];
            }

            if (buffer.Length > 0)
            {
                Take(buffer);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Goes by itself.
    }

    /// <summary>Waits until all that was held is written, or for so long at most.</summary>
    public void Drain(TimeSpan atMost)
    {
        long end = Environment.TickCount64 + (long)atMost.TotalMilliseconds;
        lock (_gate)
        {
            while ((_held.Count > 0 || _isWriting) && Environment.TickCount64 is var now && now < end)
            {
                _ = Monitor.Wait(_gate, TimeSpan.FromMilliseconds(end - now));
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Take(ReadOnlySpan<byte> bytes)
    {
        bool endsLine = bytes[^1] == '\n';
        byte[] told = _lost == 0 ? [] : Encoding.ASCII.GetBytes(
            $"{(_isInLine ? "\n" : "")}warning: {_lost} lines were lost here, because nobody read them.\n");
        if (_heldBytes + told.Length + bytes.Length > MostHeld)
        {
            _lost += bytes.Count((byte)'\n') + (endsLine ? 0 : 1);
            _skips = !endsLine;
            return;
        }

        if (told.Length > 0)
        {
            Hold(told);
            _lost = 0;
        }

        Hold(bytes.ToArray());
        _isInLine = !endsLine;
        if (!_hasThread)
        {
            new Thread(WriteAll, StackSize) { IsBackground = true, Name = "cachecore log" }.Start();
            _hasThread = true;
        }

        Monitor.PulseAll(_gate);
    }

    private void Hold(byte[] bytes)
    {
        _held.Enqueue(bytes);
        _heldBytes += bytes.Length;
    }

    private void WriteAll()
    {
        while (true)
        {
            byte[] next;
            lock (_gate)
            {
                while (_held.Count == 0)
                {
                    _ = Monitor.Wait(_gate);
                }

                next = _held.Dequeue();
                _isWriting = true;
            }

            _target.Write(next);
            lock (_gate)
            {
                _heldBytes -= next.Length;
                _isWriting = false;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
