using CacheCore.Protocol.Primitives;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Classic;

/// <summary><c>delete KEY</c>, <c>touch KEY EXPTIME</c>, <c>incr KEY DELTA</c> and <c>decr KEY DELTA</c>, each with an optional <c>noreply</c>.</summary>
internal static class ItemParser
{
    public static ReplyLine Parse(ref TextCommand command, ref Words.Enumerator words)
    {
        if (!words.MoveNext())
        {
            return ReplyLine.BadCommandLineFormat;
        }

        command.Key = words.Range;
        command.KeyCount = 1;
        bool hasArgument = command.Verb == TextVerb.Delete || words.MoveNext();
        if (!hasArgument)
        {
            return ReplyLine.BadCommandLineFormat;
        }

        command.NoReply = NoReplyWord.Ends(words.Line);
        return command.Key.Length > ProtocolLimits.MaxKeyLength ? ReplyLine.BadCommandLineFormat : ParseArgument(ref command, words.Current);
    }

    private static ReplyLine ParseArgument(ref TextCommand command, ReadOnlySpan<byte> argument)
    {
        switch (command.Verb)
        {
            case TextVerb.Touch:
                bool isExptime = DecimalNumber.TryParse(argument, out int exptime);
                command.Exptime = exptime;
                return isExptime ? ReplyLine.None : ReplyLine.InvalidExptime;

            case TextVerb.Increment or TextVerb.Decrement:
                bool isDelta = DecimalNumber.TryParse(argument, out ulong delta);
                command.Number = delta;
                return isDelta ? ReplyLine.None : ReplyLine.InvalidDelta;

            default:
                return ReplyLine.None;
        }
    }
}
