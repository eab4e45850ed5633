using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Meta;

/// <summary>
/// The lines that answer mg, ms, md, ma and me. What their flags say is read by <see cref="MetaReply"/>, by whoever wants to know.
/// </summary>
internal static class MetaReplyParser
{
    /// <summary>Reads a line whose first word has two letters.</summary>
    /// <returns>True: it is one. False: its value has no length. Null: it is something else.</returns>
    public static bool? TryParse(ref TextReply reply, ref Words.Enumerator words, in TextLine line)
    {
        ReadOnlySpan<byte> word = words.Current;
        MetaStatus? status = (word[0], word[1]) switch
        {
            ((byte)'H', (byte)'D') => MetaStatus.Done,
            ((byte)'V', (byte)'A') => MetaStatus.Done,
            ((byte)'E', (byte)'N') => MetaStatus.Miss,
            ((byte)'N', (byte)'F') => MetaStatus.NotFound,
            ((byte)'N', (byte)'S') => MetaStatus.NotStored,
            ((byte)'E', (byte)'X') => MetaStatus.Exists,
            _ => null,
        };
        if (status is null)
        {
            return word.SequenceEqual("ME"u8) && words.MoveNext() ? ParseDebug(ref reply, ref words) : null;
        }

        reply.Kind = TextReplyKind.Meta;
        reply.Status = status.GetValueOrDefault();
        bool isWhole = word[0] != 'V' || TryParseLength(ref reply, ref words, line);
        reply.Arguments = words.Rest;
        return isWhole;
    }

    private static bool TryParseLength(ref TextReply reply, ref Words.Enumerator words, in TextLine line)
    {
        bool isLength = words.MoveNext() & DecimalNumber.TryParse(words.Current, out int length);
        reply.HasValue = true;
        reply.Value = new ByteRange(line.Next, length);
        return isLength && length is >= 0 and <= ProtocolLimits.MaxTextValueLength;
    }

    private static bool ParseDebug(ref TextReply reply, ref Words.Enumerator words)
    {
        reply.Kind = TextReplyKind.MetaDebug;
        reply.Key = words.Range;
        reply.Arguments = words.Rest;
        return true;
    }
}
