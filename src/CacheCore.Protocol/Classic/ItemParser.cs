using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Classic;

/// <summary>
/// <c>delete KEY</c>, <c>touch KEY EXPTIME</c>, <c>incr KEY DELTA</c> and <c>decr KEY DELTA</c>, each with an optional <c>noreply</c>.
/// </summary>
internal static class ItemParser
{
    /// <summary>
    /// A time, which meant something once, and noreply.
    /// Whoever sends more than that has lost his place, and libmemcached's test of servers wants to hear so.
    /// </summary>
    private const int WordsBehindDeletedKey = 2;

    public static ReplyLine Parse(ref TextCommand command, ref Words.Enumerator words)
    {
        if (!words.MoveNext())
        {
            return ReplyLine.BadCommandLineFormat;
        }

        command.Key = words.Range;
        command.KeyCount = 1;
        bool isDelete = command.Verb == TextVerb.Delete;
        if (!isDelete && !words.MoveNext())
        {
            return ReplyLine.BadCommandLineFormat;
        }

        command.NoReply = NoReplyWord.Ends(words.Line);
        bool isBad = command.Key.Length > ProtocolLimits.MaxKeyLength || (isDelete && HasMoreThan(WordsBehindDeletedKey, ref words));
        return isBad ? ReplyLine.BadCommandLineFormat : ParseArgument(ref command, words.Current);
    }

    private static bool HasMoreThan(int count, ref Words.Enumerator words)
    {
        int more = 0;
        while (more <= count && words.MoveNext())
        {
            more++;
        }

        return more > count;
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
