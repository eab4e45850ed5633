using System.Buffers;

namespace CacheCore.Listener.Transport;

/// <summary>
/// What was received and is not done with. While a turn lasts it may lie in the loop's own memory; what is left of it afterwards moves to memory of the connection's, which is
/// given back as soon as it is empty.
/// </summary>
internal sealed class InputBuffer(EventLoop? loop)
{
    /// <summary>Up to here a value that is waited for gets its whole memory at once; beyond, as much again as has arrived, so that announcing much takes nothing.</summary>
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

    /// <summary>Where to receive to.</summary>
    /// <param name="expected">How many bytes are waited for, those that are here included.</param>
    public Memory<byte> Room(int expected)
    {
        if (loop is not null && !_isLoops && expected <= EventLoop.BufferSize && Length <= MostMoved)
        {
            MoveTo(loop.TakeInput(), isLoops: true);
        }

        int trusted = Math.Min(expected, MostTrusted);
        if (_bytes is null || _bytes.Length - _start < trusted)
        {
            MoveTo(ArrayPool<byte>.Shared.Rent(Math.Max(trusted, SmallestPiece)), isLoops: false);
        }
        else if (_end == _bytes.Length)
        {
            int doubled = checked(2 * Length);
            MoveTo(ArrayPool<byte>.Shared.Rent(expected > Length ? Math.Min(expected, doubled) : doubled), isLoops: false);
        }

        return _bytes.AsMemory(_end);
    }

    public void Advance(int count) => _end += count;

    /// <summary>Keeps the last bytes beyond the turn, and forgets those before.</summary>
    public void KeepLast(int count)
    {
        _start = _end - count;
        if (count == 0)
        {
            Release();
        }
        else if (_isLoops)
        {
            MoveTo(ArrayPool<byte>.Shared.Rent(count), isLoops: false);
        }
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
                ArrayPool<byte>.Shared.Return(_bytes);
            }
        }

        _bytes = null;
        _isLoops = false;
        _start = _end = 0;
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
