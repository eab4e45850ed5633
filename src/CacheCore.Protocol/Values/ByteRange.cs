namespace CacheCore.Protocol;

/// <summary>
/// A piece of a buffer by its place. A parsed command holds these instead of spans, so that it can be kept in an array while others are
/// parsed; they name the same bytes as long as the buffer's content has not been moved.
/// </summary>
/// <param name="Start">Offset of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>Offset behind the last byte.</summary>
    public int End => Start + Length;

    /// <summary>True if there is not one byte.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The bytes themselves.</summary>
    /// <param name="buffer">What was parsed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The piece does not lie in <paramref name="buffer"/>.</exception>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> buffer) => buffer.Slice(Start, Length);
}
