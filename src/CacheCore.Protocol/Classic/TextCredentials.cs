using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Classic;

/// <summary>
/// What a text connection has to say first where a server asks for credentials: a set of any key whose value is <c>user password</c>.
/// Nothing else is
/// understood until they have been found good.
/// <code>
/// | set KEY FLAGS EXPTIME 14\r\n | fred wordpass1 | \r\n |
///                                  User Password
/// </code>
/// </summary>
public struct TextCredentials
{
    /// <summary>The longest user and password, the space between them counted.</summary>
    public const int MaxLength = 16384;

    // A shorter line, its end included, comes from nobody who knows what to say.
    private const int ShortestLine = 6;

    /// <summary>Other than <see cref="ReplyLine.None"/>: these are no credentials; answer this line.</summary>
    public ReplyLine Error { get; private set; }

    /// <summary>Where the user's name lies.</summary>
    public ByteRange User { get; private set; }

    /// <summary>Where the password lies.</summary>
    public ByteRange Password { get; private set; }

    /// <summary>Reads credentials.</summary>
    /// <param name="buffer">What has arrived and was not consumed before.</param>
    /// <param name="credentials">What it says, if the result is <see cref="ParseStatus.Command"/>.</param>
    /// <param name="consumed">How many bytes that takes.</param>
    public static ParseStatus Read(ReadOnlySpan<byte> buffer, out TextCredentials credentials, out int consumed)
    {
        credentials = default;
        consumed = 0;
        int start = LengthOfEmptyLines(buffer);
        ParseStatus status = TextLine.Find(buffer, start, out TextLine line);
        int known = status == ParseStatus.Command ? line.End : buffer.Length;
        if (known > ProtocolLimits.MaxLineLength)
        {
            return ParseStatus.Close;   // here not even a get may be longer
        }

        if (status != ParseStatus.Command)
        {
            return status;
        }

        if (line.Next - start < ShortestLine)
        {
            return ParseStatus.Close;
        }

        credentials.Error = ParseLine(buffer, line, out int length);
        if (credentials.Error != ReplyLine.None)
        {
            consumed = line.Next;
            return ParseStatus.Command;
        }

        ValueBlock block = ValueBlock.OfText(length);
        ValueStatus value = block.Take(buffer[line.Next..], out ReadOnlySpan<byte> text, out int taken);
        if (value == ValueStatus.NeedMore)
        {
            return ParseStatus.NeedMore;
        }

        consumed = line.Next + taken;
        credentials.Error = value == ValueStatus.BadDataChunk
            ? ReplyLine.CredentialsNotTerminated
            : credentials.ParseValue(buffer, new ByteRange(line.Next, text.Length));
        return ParseStatus.Command;
    }

    /// <summary>Writes credentials. Ask for a server's version first: one that wants no credentials would store these.</summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="user">The user's name, no space in it.</param>
    /// <param name="password">The password. Both together have at most <see cref="MaxLength"/> - 1 bytes.</param>
    /// <param name="written">Bytes written; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("set auth 0 0 "u8);
        writer.AddNumber((ulong)(user.Length + 1 + password.Length));
        writer.Add("\r\n"u8);
        writer.Add(user);
        writer.Add((byte)' ');
        writer.Add(password);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Lines without a character are passed over; the longest line counts them.</summary>
    private static int LengthOfEmptyLines(ReadOnlySpan<byte> buffer)
    {
        int length = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = buffer[length..];
            int lineEnd = rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0;
            if (lineEnd == 0)
            {
                return length;
            }

            length += lineEnd;
        }
    }

    private static ReplyLine ParseLine(ReadOnlySpan<byte> buffer, in TextLine line, out int length)
    {
        Words.Enumerator words = new Words(buffer, new ByteRange(line.Start, line.Length)).GetEnumerator();
        bool isSet = words.MoveNext() && words.Current.SequenceEqual("set"u8);
        bool hasAll = isSet && words.MoveNext() && words.MoveNext() && words.MoveNext() && words.MoveNext();
        bool isNumber = DecimalNumber.TryParse(hasAll ? words.Current : [], out uint number);
        length = (int)Math.Min(number, int.MaxValue);
        if (!isNumber)
        {
            return ReplyLine.Unauthenticated;
        }

        return number > MaxLength ? ReplyLine.CredentialsTooLong : ReplyLine.None;
    }

    private ReplyLine ParseValue(ReadOnlySpan<byte> buffer, ByteRange value)
    {
        Words.Enumerator words = new Words(buffer, value).GetEnumerator();
        _ = words.MoveNext();
        User = words.Range;
        bool hasBoth = words.MoveNext();
        Password = words.Range;
        return hasBoth ? ReplyLine.None : ReplyLine.BadCredentialsFormat;
    }
}
