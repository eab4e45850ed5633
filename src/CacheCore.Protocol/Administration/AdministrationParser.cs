using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>
/// Commands without a key. Those that have a number and nothing else are read here; of the others the words are kept for the parsers beside
/// this one, which run when such a command is carried out.
/// </summary>
internal static class AdministrationParser
{
    public static ReplyLine Parse(ref TextCommand command, ref Words.Enumerator words)
    {
        command.Arguments = words.Rest;
        switch (command.Verb)
        {
            case TextVerb.FlushAll:
                command.NoReply = NoReplyWord.Ends(words.Line);
                return ParseFlush(ref command, ref words);

            case TextVerb.Verbosity:
                command.NoReply = NoReplyWord.Ends(words.Line);
                return ParseNumber(ref command, ref words, ReplyLine.BadCommandLineFormat);

            case TextVerb.CacheMemoryLimit:
                command.NoReply = NoReplyWord.Ends(words.Line);
                return ParseNumber(ref command, ref words, ReplyLine.Error);

            default:
                return ReplyLine.None;
        }
    }

    private static ReplyLine ParseFlush(ref TextCommand command, ref Words.Enumerator words)
    {
        bool hasExptime = words.MoveNext() && !(command.NoReply && words.Current.SequenceEqual("noreply"u8));
        if (!hasExptime)
        {
            return ReplyLine.None;
        }

        bool isExptime = DecimalNumber.TryParse(words.Current, out int exptime);
        command.Exptime = exptime;
        return isExptime ? ReplyLine.None : ReplyLine.InvalidExptime;
    }

    private static ReplyLine ParseNumber(ref TextCommand command, ref Words.Enumerator words, ReplyLine ifNone)
    {
        uint number = 0;
        bool isNumber = words.MoveNext() && DecimalNumber.TryParse(words.Current, out number);
        command.Number = number;
        return isNumber ? ReplyLine.None : ifNone;
    }
}
