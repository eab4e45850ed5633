using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Tests.Transcripts;

/// <summary>
/// Holds the conversations of the transcripts anew with the memcached that is installed, and writes its answers into them. What changed is then to be
/// seen in version control.
/// <code>
/// dotnet test tests/CacheCore.Protocol.Tests --filter FullyQualifiedName~Recorder
/// </code>
/// </summary>
[Explicit("needs memcached, and writes into the source tree")]
[NonParallelizable]
internal sealed class Recorder
{
    // memcached answers at once; if nothing has come by then, nothing will. Once it has begun it does not pause. Short, so that a conversation
    // is over before memcached's clock ticks for the first time, a second after its start.
    private const int PatienceMilliseconds = 60;
    private const int PauseMilliseconds = 10;

    [TestCaseSource(typeof(Transcript), nameof(Transcript.All))]
    public void Record(Transcript transcript)
    {
        string socketPath = Path.Combine(Path.GetTempPath(), $"memcached-{Guid.NewGuid():n}.sock");
        using Process memcached = Start(socketPath, transcript.ServerArguments);
        try
        {
            Socket connection = Connect(socketPath);
            Queue<string> answers = new();
            foreach (Exchange exchange in transcript.Exchanges)
            {
                (byte[] answer, bool isClosed) = Ask(connection, exchange.Request);
                answers.Enqueue(string.Concat(Format(answer, transcript.IsBinary).Append(isClosed ? "= closed" : null).Where(line => line is not null)
                    .Select(line => line + "\n")));
                if (isClosed)
                {
                    connection.Dispose();
                    connection = Connect(socketPath);
                }
            }

            connection.Dispose();
            File.WriteAllText(transcript.Path, Merge(transcript.Lines, answers));
        }
        finally
        {
            memcached.Kill();
            File.Delete(socketPath);
        }
    }

    private static Process Start(string socketPath, string arguments) =>
        Process.Start(new ProcessStartInfo("memcached", $"-u root -s {socketPath} {arguments}"))
            ?? throw new InvalidOperationException("memcached did not start.");

    private static Socket Connect(string socketPath)
    {
        for (int attempt = 0; ; attempt++)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(socketPath));
                return socket;
            }
            catch (SocketException) when (attempt < 100)
            {
                socket.Dispose();
                Thread.Sleep(20);
            }
        }
    }

    private static (byte[] Answer, bool IsClosed) Ask(Socket connection, byte[] request)
    {
        List<byte> answer = [];
        byte[] buffer = new byte[65536];
        try
        {
            connection.Send(request);
            connection.ReceiveTimeout = PatienceMilliseconds;
            while (true)
            {
                int count = connection.Receive(buffer);
                if (count == 0)
                {
                    return ([.. answer], true);
                }

                answer.AddRange(buffer.AsSpan(0, count));
                connection.ReceiveTimeout = PauseMilliseconds;
            }
        }
        catch (SocketException silence)
        {
            return ([.. answer], silence.SocketErrorCode == SocketError.ConnectionReset);
        }
    }

    /// <summary>The old lines, with what was answered in the place of what was answered before.</summary>
    private static string Merge(IReadOnlyList<string> lines, Queue<string> answers)
    {
        StringWriter merged = new() { NewLine = "\n" };
        for (int i = 0; i < lines.Count; i++)
        {
            if (Transcript.Starts(lines[i], '<') || Transcript.Starts(lines[i], '='))
            {
                continue;
            }

            merged.WriteLine(lines[i]);
            bool isLastOfRequest = Transcript.Starts(lines[i], '>') && (i + 1 == lines.Count || !Transcript.Starts(lines[i + 1], '>'));
            if (isLastOfRequest)
            {
                merged.Write(answers.Dequeue());
            }
        }

        return merged.ToString();
    }

    private static IEnumerable<string> Format(byte[] answer, bool isBinary)
    {
        int position = 0;
        while (position < answer.Length)
        {
            ReadOnlySpan<byte> rest = answer.AsSpan(position);
            string line = isBinary ? FormatFrame(rest, out int length) : FormatLine(rest, out length);
            position += length;
            yield return "< " + line;
        }
    }

    private static string FormatLine(ReadOnlySpan<byte> rest, out int length)
    {
        int end = rest.IndexOf((byte)'\n');
        length = end < 0 ? rest.Length : end + 1;
        return EscapedBytes.Format(rest[..length]);
    }

    private static string FormatFrame(ReadOnlySpan<byte> rest, out int length)
    {
        const string Fields = "1 1 2 1 1 2 4 4 8";
        int extrasLength = rest[BinaryFrame.ExtrasLengthOffset];
        int bodyLength = (int)BinaryPrimitives.ReadUInt32BigEndian(rest[BinaryFrame.BodyLengthOffset..]);
        length = BinaryFrame.HeaderLength + bodyLength;
        int start = 0;
        List<string> fields = [];
        foreach (int field in Fields.Split(' ').Select(text => text[0] - '0'))
        {
            fields.Add(Convert.ToHexStringLower(rest.Slice(start, field)));
            start += field;
        }

        string header = $"\\[{string.Join(' ', fields)}]";
        string extras = extrasLength == 0 ? "" : $"\\[{Convert.ToHexStringLower(rest.Slice(start, extrasLength))}]";
        return header + extras + EscapedBytes.Format(rest[(start + extrasLength)..length]);
    }
}
