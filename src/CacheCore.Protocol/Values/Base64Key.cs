using System.Buffers;
using System.Buffers.Text;

namespace CacheCore.Protocol;

/// <summary>
/// Keys of meta commands that carry flag <c>b</c>: Base64 text, padded, that stands for a key of any bytes.
/// </summary>
public static class Base64Key
{
    // The framework's decoder passes over white space; in a key it would give one item several names.
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>Decodes a key.</summary>
    /// <param name="text">At most <see cref="ProtocolLimits.MaxKeyLength"/> characters.</param>
    /// <param name="destination">Where the key goes; <see cref="ProtocolLimits.MaxDecodedKeyLength"/> bytes are always enough.</param>
    /// <param name="length">Length of the key.</param>
    /// <returns>False: this is not padded Base64, it is empty, or the destination is too small.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int length)
    {
        length = 0;
        return !text.ContainsAnyExcept(Alphabet)
            && Base64.DecodeFromUtf8(text, destination, out _, out length) == OperationStatus.Done
            && length > 0;
    }

    /// <summary>Encodes a key.</summary>
    /// <param name="key">1 to <see cref="ProtocolLimits.MaxDecodedKeyLength"/> bytes of any kind.</param>
    /// <param name="destination">Where its text goes; <see cref="ProtocolLimits.MaxKeyLength"/> bytes are always enough.</param>
    /// <param name="length">Length of the text.</param>
    /// <returns>False: the key is empty or too long, or the destination is too small.</returns>
    public static bool TryEncode(ReadOnlySpan<byte> key, Span<byte> destination, out int length)
    {
        length = 0;
        return key.Length is > 0 and <= ProtocolLimits.MaxDecodedKeyLength
            && Base64.EncodeToUtf8(key, destination, out _, out length) == OperationStatus.Done;
    }

    /// <summary>True if <see cref="TryDecode"/> succeeds, given room enough.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExcept(Alphabet) && Base64.IsValid(text, out int length) && length > 0;
}
