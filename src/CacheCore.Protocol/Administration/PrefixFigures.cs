using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>What <c>stats detail dump</c> counts for keys that begin alike: <c>PREFIX name get N hit N set N del N</c>.</summary>
/// <param name="Gets">Keys asked for.</param>
/// <param name="Hits">Of them found.</param>
/// <param name="Sets">Keys stored.</param>
/// <param name="Deletes">Keys deleted.</param>
public readonly record struct PrefixFigures(long Gets, long Hits, long Sets, long Deletes)
{
    /// <summary>Reads it.</summary>
    /// <param name="buffer">What the reply was parsed from.</param>
    /// <param name="reply">The reply, a <see cref="TextReplyKind.Prefix"/>.</param>
    /// <param name="counts">What it says.</param>
    /// <returns>False: it is no such reply, or counts are missing.</returns>
    public static bool TryParse(ReadOnlySpan<byte> buffer, in TextReply reply, out PrefixFigures counts)
    {
        bool isPrefix = reply.Kind == TextReplyKind.Prefix;
        Words.Enumerator words = new Words(buffer, isPrefix ? reply.Arguments : default).GetEnumerator();
        bool isValid = TryTake(ref words, "get"u8, out long gets)
            & TryTake(ref words, "hit"u8, out long hits)
            & TryTake(ref words, "set"u8, out long sets)
            & TryTake(ref words, "del"u8, out long deletes);
        counts = new PrefixFigures(gets, hits, sets, deletes);
        return isValid;
    }

    private static bool TryTake(ref Words.Enumerator words, ReadOnlySpan<byte> name, out long count)
    {
        bool isNamed = words.MoveNext() && words.Current.SequenceEqual(name);
        return words.MoveNext() & DecimalNumber.TryParse(words.Current, out count) & isNamed;
    }
}
