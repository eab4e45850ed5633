using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Meta;

/// <summary><c>mg|md|ma KEY FLAG*</c>, <c>ms KEY BYTES FLAG*</c> and <c>me KEY [b]</c>: what stands before the flags.</summary>
internal static class MetaParser
{
    public static ReplyLine Parse(ref TextCommand command, ref Words.Enumerator words, in TextLine line)
    {
        if (!words.MoveNext())
        {
            return ReplyLine.BadCommandLineFormat;
        }

        command.Key = words.Range;
        command.KeyCount = 1;
        int wordsBefore = 2;
        if (command.Verb == TextVerb.MetaSet)
        {
            if (!words.MoveNext()
                || !DecimalNumber.TryParse(words.Current, out int length)
                || length is < 0 or > ProtocolLimits.MaxTextValueLength)
            {
                return ReplyLine.BadCommandLineFormat;
            }

            command.Value = new ByteRange(line.Next, length);
            wordsBefore = 3;
        }

        if (command.Key.Length > ProtocolLimits.MaxKeyLength)
        {
            // memcached has one line for all that its parser finds wrong with ma
            return command.Verb == TextVerb.MetaArithmetic ? ReplyLine.InvalidOrDuplicateFlag : ReplyLine.BadCommandLineFormat;
        }

        command.Arguments = words.Rest;
        return command.Verb == TextVerb.MetaDebug
            ? ParseDebug(ref command, ref words)
            : MetaFlagParser.Parse(ref command, ref words, wordsBefore);
    }

    /// <summary>Of the words behind its key, me knows b alone, and only as the first.</summary>
    private static ReplyLine ParseDebug(ref TextCommand command, ref Words.Enumerator words)
    {
        if (!words.MoveNext() || !words.Current.SequenceEqual("b"u8))
        {
            return ReplyLine.None;
        }

        command.Options.Flags = MetaFlags.Base64Key;
        return Base64Key.IsValid(command.Key.In(words.Line)) ? ReplyLine.None : ReplyLine.BadCommandLineFormat;
    }
}
