using System.Buffers;

namespace CacheCore.Access.Items;

/// <summary>The bytes of a value to be stored: a span, two spans one behind the other, or a sequence.</summary>
internal readonly ref struct ValueSource
{
    private readonly ReadOnlySpan<byte> _first;
    private readonly ReadOnlySpan<byte> _second;
    private readonly ref readonly ReadOnlySequence<byte> _sequence;
    private readonly bool _isSequence;

    public ValueSource(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        _first = first;
        _second = second;
        Length = (long)first.Length + second.Length;
    }

    public ValueSource(ref readonly ReadOnlySequence<byte> sequence)
    {
        if (sequence.IsSingleSegment)
        {
            _first = sequence.FirstSpan;
        }
        else
        {
            _sequence = ref sequence;
            _isSequence = true;
        }

        Length = sequence.Length;
    }

    public long Length { get; }

    /// <summary>True if copying may run a caller's code, such as a memory manager's: never under a lock.</summary>
    public bool MayRunCallersCode => _isSequence;

    /// <summary>Copies the bytes from an offset on, as many as the destination takes.</summary>
    public void CopyTo(int offset, Span<byte> destination)
    {
        if (destination.Length == _first.Length && offset == 0)
        {
            _first.CopyTo(destination);
        }
        else
        {
            CopyPartTo(offset, destination);
        }
    }

    private void CopyPartTo(int offset, Span<byte> destination)
    {
        if (_isSequence)
        {
            _sequence.Slice(offset, destination.Length).CopyTo(destination);
            return;
        }

        int fromFirst = Math.Clamp(_first.Length - offset, 0, destination.Length);
        if (fromFirst > 0)
        {
            _first.Slice(offset, fromFirst).CopyTo(destination);
        }

        if (fromFirst < destination.Length)
        {
            _second.Slice(offset + fromFirst - _first.Length, destination.Length - fromFirst).CopyTo(destination[fromFirst..]);
        }
    }
}
