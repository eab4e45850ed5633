namespace CacheCore.Protocol.Text;

/// <summary>The lines that never change, and those that refuse, whose reasons may be any text.</summary>
internal static class ReplyLineParser
{
    /// <summary>False: it is none of these.</summary>
    public static bool TryParse(ref TextReply reply, ref Words.Enumerator words)
    {
        ReadOnlySpan<byte> line = words.Line[reply.Text.Start..];
        reply.Refusal = RefusalOf(words.Current);
        if (reply.Refusal != TextRefusal.None)
        {
            reply.Kind = TextReplyKind.Refusal;
            reply.Arguments = BehindWord(ref words);
            reply.Line = ReplyLines.Of(line);
            return true;
        }

        reply.Line = ReplyLines.Of(line);
        reply.Kind = TextReplyKind.Line;
        return reply.Line != ReplyLine.None;
    }

    /// <summary>Everything behind a word and the one space after it.</summary>
    public static ByteRange BehindWord(ref Words.Enumerator words)
    {
        ByteRange rest = words.Rest;
        return rest.IsEmpty ? rest : new ByteRange(rest.Start + 1, rest.Length - 1);
    }

    // One of memcached's has a colon: "SERVER_ERROR: shutdown not enabled".
    private static TextRefusal RefusalOf(ReadOnlySpan<byte> word) => word.TrimEnd((byte)':') switch
    {
        var one when one.SequenceEqual("ERROR"u8) => TextRefusal.Error,
        var one when one.SequenceEqual("CLIENT_ERROR"u8) => TextRefusal.Client,
        var one when one.SequenceEqual("SERVER_ERROR"u8) => TextRefusal.Server,
        var one when one.SequenceEqual("BUSY"u8) => TextRefusal.Busy,
        _ => TextRefusal.None,
    };
}
