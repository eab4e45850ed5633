using System.Buffers.Binary;
using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Recorder;

/// <summary>An answer as lines of a transcript: one for each line of text, or for each frame.</summary>
internal static class Answer
{
    private static readonly int[] HeaderFields = [1, 1, 2, 1, 1, 2, 4, 4, 8];

    public static string Format((byte[] Bytes, bool IsClosed) answer, bool isBinary)
    {
        StringWriter lines = new() { NewLine = "\n" };
        for (int position = 0; position < answer.Bytes.Length;)
        {
            ReadOnlySpan<byte> rest = answer.Bytes.AsSpan(position);
            int length = isBinary ? FrameLength(rest) : LineLength(rest);
            lines.WriteLine("< " + (isBinary ? FormatFrame(rest[..length]) : EscapedBytes.Format(rest[..length])));
            position += length;
        }

        if (answer.IsClosed)
        {
            lines.WriteLine("= closed");
        }

        return lines.ToString();
    }

    /// <summary>A transcript's lines, with new answers in the place of the old ones.</summary>
    public static string Merge(IReadOnlyList<string> lines, IEnumerable<string> answers)
    {
        using IEnumerator<string> answer = answers.GetEnumerator();
        StringWriter merged = new() { NewLine = "\n" };
        for (int i = 0; i < lines.Count; i++)
        {
            if (Transcript.Starts(lines[i], '<') || Transcript.Starts(lines[i], '='))
            {
                continue;
            }

            merged.WriteLine(lines[i]);
            bool isLastOfRequest = Transcript.Starts(lines[i], '>') && (i + 1 == lines.Count || !Transcript.Starts(lines[i + 1], '>'));
            if (isLastOfRequest && answer.MoveNext())
            {
                merged.Write(answer.Current);
            }
        }

        return merged.ToString();
    }

    private static int LineLength(ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest.Length : end + 1;
    }

    private static int FrameLength(ReadOnlySpan<byte> rest) =>
        BinaryFrame.HeaderLength + (int)BinaryPrimitives.ReadUInt32BigEndian(rest[BinaryFrame.BodyLengthOffset..]);

    private static string FormatFrame(ReadOnlySpan<byte> frame)
    {
        List<string> fields = [];
        int start = 0;
        foreach (int length in HeaderFields)
        {
            fields.Add(Convert.ToHexStringLower(frame.Slice(start, length)));
            start += length;
        }

        int extrasLength = frame[BinaryFrame.ExtrasLengthOffset];
        string extras = extrasLength == 0 ? "" : $"\\[{Convert.ToHexStringLower(frame.Slice(start, extrasLength))}]";
        return $"\\[{string.Join(' ', fields)}]{extras}{EscapedBytes.Format(frame[(start + extrasLength)..])}";
    }
}
