using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Classic;

/// <summary>
/// <c>get KEY*</c>, <c>gets KEY*</c>, <c>gat EXPTIME KEY*</c>, <c>gats EXPTIME KEY*</c>. One bad key refuses the whole line.
/// </summary>
internal static class RetrievalParser
{
    public static ReplyLine Parse(ref TextCommand command, ref Words.Enumerator words)
    {
        bool hasExptime = command.Verb is TextVerb.Gat or TextVerb.Gats;
        bool isExptimeValid = true;
        if (hasExptime && words.MoveNext())
        {
            isExptimeValid = DecimalNumber.TryParse(words.Current, out int exptime);
            command.Exptime = exptime;
        }

        command.Arguments = words.Rest;
        while (words.MoveNext())
        {
            if (command.KeyCount++ == 0)
            {
                command.Key = words.Range;
            }

            if (words.Range.Length > ProtocolLimits.MaxKeyLength)
            {
                return ReplyLine.BadCommandLineFormat;
            }
        }

        if (command.KeyCount == 0)
        {
            return ReplyLine.BadCommandLineFormat;
        }

        return isExptimeValid ? ReplyLine.None : ReplyLine.InvalidExptime;
    }
}
