using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Classic;

/// <summary>
/// <c>set|add|replace|append|prepend KEY FLAGS EXPTIME BYTES [noreply]</c> and <c>cas KEY FLAGS EXPTIME BYTES CAS [noreply]</c>. As soon as
/// the line has told how long the value is, the value belongs to the command, whatever else is wrong.
/// </summary>
internal static class StorageParser
{
    public static ReplyLine Parse(ref TextCommand command, ref Words.Enumerator words, in TextLine line)
    {
        if (!words.MoveNext())
        {
            return ReplyLine.BadCommandLineFormat;
        }

        command.Key = words.Range;
        command.KeyCount = 1;
        bool isValid = command.Key.Length <= ProtocolLimits.MaxKeyLength;

        // "&", not "&&": a bad word does not stop the others from being read, for the length is among them.
        isValid &= words.MoveNext() & DecimalNumber.TryParseLow32(words.Current, out uint clientFlags);
        isValid &= words.MoveNext() & DecimalNumber.TryParse(words.Current, out int exptime);
        if (!words.MoveNext()
            || !DecimalNumber.TryParse(words.Current, out int length)
            || length is < 0 or > ProtocolLimits.MaxTextValueLength)
        {
            return ReplyLine.BadCommandLineFormat;
        }

        command.ClientFlags = clientFlags;
        command.Exptime = exptime;
        command.Value = new ByteRange(line.Next, length);
        if (command.Verb == TextVerb.Cas)
        {
            isValid &= words.MoveNext() & DecimalNumber.TryParse(words.Current, out ulong cas);
            command.Cas = cas;
        }

        command.NoReply = NoReplyWord.Ends(words.Line);
        return isValid ? ReplyLine.None : ReplyLine.BadCommandLineFormat;
    }
}
