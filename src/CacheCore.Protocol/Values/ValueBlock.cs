using System.Diagnostics;

namespace CacheCore.Protocol;

/// <summary>
/// The value of a command while it arrives: what is still to come, and whether it ended as it should. Used where a value is taken in
/// pieces, and where one that nobody wants has to be passed over.
/// <code>
/// text     | value … | \r\n |
/// binary   | value … |
/// </code>
/// </summary>
public struct ValueBlock
{
    private const int LineEndLength = 2;

    private int _valueLeft;
    private int _lineEndLeft;
    private bool _isMalformed;

    private ValueBlock(int valueLength, int lineEndLength)
    {
        Debug.Assert(valueLength >= 0, "Parsers refuse negative lengths.");
        _valueLeft = valueLength;
        _lineEndLeft = lineEndLength;
    }

    /// <summary>Bytes still to come, the line end behind a text value among them.</summary>
    public readonly long Remaining => (long)_valueLeft + _lineEndLeft;

    internal static ValueBlock OfText(int valueLength) => new(valueLength, LineEndLength);

    internal static ValueBlock OfBinary(int valueLength) => new(valueLength, 0);

    /// <summary>Takes what has arrived.</summary>
    /// <param name="input">The bytes that follow those taken before; may reach beyond the value.</param>
    /// <param name="piece">The part of <paramref name="input"/> that belongs to the value; may be empty.</param>
    /// <param name="consumed">How much of <paramref name="input"/> is used up: the piece, and what it has of the line end.</param>
    public ValueStatus Take(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> piece, out int consumed)
    {
        piece = input[..Math.Min(input.Length, _valueLeft)];
        _valueLeft -= piece.Length;
        consumed = piece.Length;
        while (_valueLeft == 0 && _lineEndLeft > 0 && consumed < input.Length)
        {
            byte expected = _lineEndLeft == LineEndLength ? (byte)'\r' : (byte)'\n';
            _isMalformed |= input[consumed] != expected;
            _lineEndLeft--;
            consumed++;
        }

        if (Remaining > 0)
        {
            return ValueStatus.NeedMore;
        }

        return _isMalformed ? ValueStatus.BadDataChunk : ValueStatus.Complete;
    }
}

/// <summary>How far a value has arrived.</summary>
public enum ValueStatus
{
    /// <summary>Bytes are still to come.</summary>
    NeedMore,

    /// <summary>The value is complete.</summary>
    Complete,

    /// <summary>
    /// All bytes are there, but a text value is not followed by a line end. The command fails with <c>bad data chunk</c>; what follows
    /// is read as commands.
    /// </summary>
    BadDataChunk,
}
