using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>Lines that tell of the server: its version, a statistic, an item of a dump.</summary>
internal static class AdministrationReplyParser
{
    /// <summary>False: it is none of these.</summary>
    public static bool TryParse(ref TextReply reply, ref Words.Enumerator words)
    {
        ReadOnlySpan<byte> word = words.Current;
        reply.Kind = word switch
        {
            _ when word.SequenceEqual("STAT"u8) => TextReplyKind.Statistic,
            _ when word.SequenceEqual("VERSION"u8) => TextReplyKind.Version,
            _ when word.SequenceEqual("ITEM"u8) => TextReplyKind.CacheDumpItem,
            _ when word.SequenceEqual("PREFIX"u8) => TextReplyKind.Prefix,
            _ when word.SequenceEqual("mg"u8) => TextReplyKind.KeyDumpItem,
            _ when word.StartsWith("key="u8) => TextReplyKind.MetadumpItem,
            _ => TextReplyKind.Other,
        };
        switch (reply.Kind)
        {
            case TextReplyKind.Other:
                return false;

            case TextReplyKind.Version:
                break;

            case TextReplyKind.MetadumpItem:
                const int Name = 4; // "key="
                reply.Key = new ByteRange(words.Range.Start + Name, words.Range.Length - Name);
                break;

            default:
                if (!words.MoveNext())
                {
                    return false;
                }

                reply.Key = words.Range;
                break;
        }

        reply.Arguments = ReplyLineParser.BehindWord(ref words);
        reply.IsBase64Key = reply.Kind == TextReplyKind.KeyDumpItem && words.MoveNext() && words.Current.SequenceEqual("b"u8);
        return true;
    }
}
