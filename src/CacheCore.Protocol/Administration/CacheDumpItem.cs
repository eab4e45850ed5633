using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>What <c>stats cachedump</c> tells of an item beside its key: <c>ITEM key [length b; time s]</c>.</summary>
/// <param name="ValueLength">Length of its value.</param>
/// <param name="ExpiresAt">Unix time at which it expires; 0 = never.</param>
public readonly record struct CacheDumpItem(int ValueLength, long ExpiresAt)
{
    /// <summary>Reads it.</summary>
    /// <param name="buffer">What the reply was parsed from.</param>
    /// <param name="reply">The reply, a <see cref="TextReplyKind.CacheDumpItem"/>.</param>
    /// <param name="item">What it says.</param>
    /// <returns>False: it is no such reply, or numbers are missing.</returns>
    public static bool TryParse(ReadOnlySpan<byte> buffer, in TextReply reply, out CacheDumpItem item)
    {
        bool isItem = reply.Kind == TextReplyKind.CacheDumpItem;
        Words.Enumerator words = new Words(buffer, isItem ? reply.Arguments : default).GetEnumerator();
        bool isValid = words.MoveNext() & words.Current.StartsWith(
            "["u8) & DecimalNumber.TryParse(words.Current.TrimStart((byte)'['), out int length);
        isValid &= words.MoveNext() && words.Current.SequenceEqual("b;"u8);
        isValid &= words.MoveNext() & DecimalNumber.TryParse(words.Current, out long expiresAt);
        isValid &= words.MoveNext() && words.Current.SequenceEqual("s]"u8);
        item = new CacheDumpItem(length, expiresAt);
        return isValid;
    }
}
