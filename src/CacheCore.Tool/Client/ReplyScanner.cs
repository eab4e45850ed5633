using System.Buffers.Text;

namespace CacheCore.Tool.Client;

/// <summary>
/// Finds where the replies to text commands end in what a server sends, and counts what they say. Replies may be split anywhere. Pure, but for its counts.
/// </summary>
/// <remarks>Understands what storage, retrieval, deletion and the meta commands answer: lines, and values behind <c>VALUE</c> and <c>VA</c>.</remarks>
internal struct ReplyScanner
{
    private long _valueLeft;
    private bool _isInRetrieval;
    private bool _endsWithValue;

    /// <summary>Values that were sent.</summary>
    public long Hits { get; private set; }

    /// <summary>Replies of other kinds, refusals not counted.</summary>
    public long Others { get; private set; }

    /// <summary>Replies that say that something was not found, and retrievals without any value.</summary>
    public long Misses { get; private set; }

    /// <summary>Replies that begin with ERROR, CLIENT_ERROR or SERVER_ERROR.</summary>
    public long Errors { get; private set; }

    /// <summary>The last refusal, for people; empty = there was none.</summary>
    public string LastError { get; private set; } = "";

    public ReplyScanner()
    {
    }

    /// <summary>Passes over replies.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="outstanding">How many replies are waited for; less by those that were found.</param>
    /// <returns>How much is done with; the rest is the beginning of a line.</returns>
    public int Scan(ReadOnlySpan<byte> input, ref int outstanding)
    {
        int at = 0;
        while (outstanding > 0)
        {
            if (_valueLeft > 0)
            {
                int passed = (int)Math.Min(_valueLeft, input.Length - at);
                at += passed;
                _valueLeft -= passed;
                if (_valueLeft > 0)
                {
                    break;
                }

                outstanding -= _endsWithValue ? 1 : 0;
                continue;
            }

            int length = input[at..].IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            outstanding -= TakeLine(input.Slice(at, length)) ? 1 : 0;
            at += length + 1;
        }

        return at;
    }

    /// <summary>True if the reply ends with this line.</summary>
    private bool TakeLine(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("VALUE "u8))
        {
            Hits++;
            _isInRetrieval = true;
            _endsWithValue = false;
            ReadOnlySpan<byte> rest = AfterSpaces(line, 3);
            _valueLeft = LengthAt(rest) + 2;
            return false;
        }

        if (line.StartsWith("VA "u8))
        {
            Hits++;
            _endsWithValue = true;
            _valueLeft = LengthAt(line[3..]) + 2;
            return false;
        }

        if (line.StartsWith("END"u8))
        {
            Misses += _isInRetrieval ? 0 : 1;
            _isInRetrieval = false;
            return true;
        }

        if (line.StartsWith("EN"u8) || line.StartsWith("NF"u8) || line.StartsWith("NOT_FOUND"u8))
        {
            Misses++;
        }
        else if (line.StartsWith("ERROR"u8) || line.StartsWith("CLIENT_ERROR"u8) || line.StartsWith("SERVER_ERROR"u8))
        {
            Errors++;
            LastError = System.Text.Encoding.UTF8.GetString(line).TrimEnd('\r');
        }
        else
        {
            Others++;
        }

        return true;
    }

    private static ReadOnlySpan<byte> AfterSpaces(ReadOnlySpan<byte> line, int count)
    {
        for (; count > 0; count--)
        {
            line = line[(line.IndexOf((byte)' ') + 1)..];
        }

        return line;
    }

    private static long LengthAt(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out uint length, out _) ? length : throw new InvalidDataException("The server's reply has no length where one belongs.");
}
