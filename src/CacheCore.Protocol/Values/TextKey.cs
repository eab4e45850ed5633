using System.Buffers;

namespace CacheCore.Protocol;

/// <summary>Keys as text commands can have them.</summary>
public static class TextKey
{
    // What ends a word or a line. memcached's own parser takes other control characters, but no client sends them on purpose.
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 127]);

    /// <summary>
    /// True for what may be sent as a key: 1 to <see cref="ProtocolLimits.MaxKeyLength"/> bytes, no space and no control character among
    /// them.
    /// Any other can be sent as Base64 with a meta command.
    /// </summary>
    /// <param name="key">The key.</param>
    public static bool IsValid(ReadOnlySpan<byte> key) =>
        key.Length is > 0 and <= ProtocolLimits.MaxKeyLength && !key.ContainsAny(Forbidden);
}
