using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Classic;

/// <summary><c>VALUE KEY FLAGS LENGTH [CAS]</c>, and the number that incr or decr has led to.</summary>
internal static class ClassicReplyParser
{
    /// <summary>False: it does not say how long the value is, or says something else than it should.</summary>
    public static bool TryParseValue(ref TextReply reply, ref Words.Enumerator words, in TextLine line)
    {
        reply.Kind = TextReplyKind.Value;
        bool isValid = words.MoveNext();
        reply.Key = words.Range;
        isValid &= words.MoveNext() & DecimalNumber.TryParse(words.Current, out uint clientFlags);
        isValid &= words.MoveNext() & DecimalNumber.TryParse(words.Current, out int length);
        ulong cas = 0;
        isValid &= !words.MoveNext() || DecimalNumber.TryParse(words.Current, out cas);
        if (!isValid || length is < 0 or > ProtocolLimits.MaxTextValueLength)
        {
            return false;
        }

        reply.ClientFlags = clientFlags;
        reply.Cas = cas;
        reply.HasValue = true;
        reply.Value = new ByteRange(line.Next, length);
        return true;
    }

    /// <summary>False: the line is no number, or more than one.</summary>
    public static bool TryParseNumber(ref TextReply reply, ref Words.Enumerator words)
    {
        bool isNumber = words.Rest.IsEmpty & DecimalNumber.TryParse(words.Current, out ulong number);
        reply.Number = isNumber ? number : 0;
        reply.Kind = TextReplyKind.Number;
        return isNumber;
    }
}
