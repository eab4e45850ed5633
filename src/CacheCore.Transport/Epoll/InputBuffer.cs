using System.Buffers;
using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Epoll;

/// <summary>
/// What was received and is not done with. While a turn lasts it may lie in the loop's own memory; what is left of it afterwards moves to
/// memory of the connection's, which is given back as soon as it is empty.
/// </summary>
/// <param name="loop">Whose memory may be borrowed; null = nobody's.</param>
/// <param name="memory">Where memory of the connection's own is taken.</param>
internal sealed class InputBuffer(EventLoop? loop, ConnectionMemory memory)
{
    /// <summary>
    /// Up to here a value that is waited for gets its whole memory at once; beyond, as much again as has arrived, so that
    /// announcing much takes nothing.
    /// </summary>
    private const int MostTrusted = 1 << 20;

    /// <summary>A rest up to this length is moved to the loop's memory when more comes, where there is room for much.</summary>
    private const int MostMoved = 4 << 10;

    private const int SmallestPiece = 16 << 10;

    private byte[]? _bytes;
    private bool _isLoops;
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlySequence<byte> Sequence => _bytes is null ? default : new ReadOnlySequence<byte>(_bytes, _start, Length);

    /// <summary>Where to receive to; false: there is no memory for it.</summary>
    /// <param name="expected">How many bytes are waited for, those that are here included.</param>
    /// <param name="room">At least one byte.</param>
    public bool TryRoom(int expected, out Memory<byte> room)
    {
        bool hasRoom = TryMakeRoom(expected);
        room = hasRoom ? _bytes.AsMemory(_end) : default;
        return hasRoom;
    }

    public void Advance(int count) => _end += count;

    /// <summary>Keeps the last bytes beyond the turn, and forgets those before; false: there is no memory to keep them in.</summary>
    public bool TryKeepLast(int count)
    {
        _start = _end - count;
        if (count == 0)
        {
            Release();
        }
        else if (_isLoops)
        {
            return TryMove(count);
        }

        return true;
    }

    /// <summary>Gives the memory back, whatever it holds.</summary>
    public void Release()
    {
        if (_bytes is not null)
        {
            if (_isLoops)
            {
                loop!.ReturnInput(_bytes);
            }
            else
            {
                memory.Return(_bytes);
            }
        }

        _bytes = null;
        _isLoops = false;
        _start = _end = 0;
    }

    private bool TryMakeRoom(int expected)
    {
        if (loop is not null && !_isLoops && expected <= EventLoop.BufferSize && Length <= MostMoved)
        {
            MoveTo(loop.TakeInput(), isLoops: true);
        }

        int trusted = Math.Min(expected, MostTrusted);
        if (_bytes is null || _bytes.Length - _start < trusted)
        {
            return TryMove(Math.Max(trusted, SmallestPiece));
        }

        if (_end == _bytes.Length)
        {
            int doubled = checked(2 * Length);
            return TryMove(expected > Length ? Math.Min(expected, doubled) : doubled);
        }

        return true;
    }

    private bool TryMove(int length)
    {
        if (memory.TryRentInput(length) is not { } bytes)
        {
            return false;
        }

        MoveTo(bytes, isLoops: false);
        return true;
    }

    private void MoveTo(byte[] bytes, bool isLoops)
    {
        int held = Length;
        _bytes.AsSpan(_start, held).CopyTo(bytes);
        Release();
        _bytes = bytes;
        _isLoops = isLoops;
        _end = held;
    }
}
