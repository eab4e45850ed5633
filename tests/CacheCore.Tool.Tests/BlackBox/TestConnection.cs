using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>A plain connection that says lines and hears answers.</summary>
internal sealed class TestConnection : IDisposable
{
    private static readonly string[] Ends =
    [
        "END\r\n", "OK\r\n", "ERROR\r\n", "STORED\r\n", "DELETED\r\n", "NOT_FOUND\r\n", "TOUCHED\r\n", "EXISTS\r\n", "RESET\r\n", "MN\r\n", "EN\r\n", "HD\r\n", "NF\r\n",
    ];

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65536];

    public TestConnection(EndPoint address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        _socket.Connect(address);
    }

    public void Send(string text) => _socket.Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends a command and reads until its answer has ended, or the connection has.</summary>
    public string Ask(string command)
    {
        Send(command + "\r\n");
        var answer = new StringBuilder();
        while (!HasEnded(answer.ToString()))
        {
            int count = Receive();
            if (count == 0)
            {
                break;
            }

            _ = answer.Append(Encoding.Latin1.GetString(_buffer, 0, count));
        }

        return answer.ToString();
    }

    /// <summary>Sends a command and reads until its answer ends with a text.</summary>
    public string AskUntil(string command, string end)
    {
        Send(command + "\r\n");
        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            int count = Receive();
            Assert.That(count, Is.Not.Zero, $"The connection ended: {answer}");
            _ = answer.Append(Encoding.Latin1.GetString(_buffer, 0, count));
        }

        return answer.ToString();
    }

    /// <summary>Sends a binary request and reads so many bytes.</summary>
    public string AskUntil(byte[] request, int length)
    {
        _ = _socket.Send(request);
        var answer = new StringBuilder();
        while (answer.Length < length)
        {
            int count = Receive();
            Assert.That(count, Is.Not.Zero, $"The connection ended: {answer}");
            _ = answer.Append(Encoding.Latin1.GetString(_buffer, 0, count));
        }

        return answer.ToString();
    }

    /// <summary>Reads up to the next end of a line.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        while (line.Length == 0 || line[^1] != '\n')
        {
            Assert.That(_socket.Receive(_buffer, 1, SocketFlags.None), Is.EqualTo(1), "The connection ended.");
            _ = line.Append((char)_buffer[0]);
        }

        return line.ToString();
    }

    /// <summary>Reads until the other side closes.</summary>
    public string ReadToEnd()
    {
        var text = new StringBuilder();
        for (int count = Receive(); count > 0; count = Receive())
        {
            _ = text.Append(Encoding.Latin1.GetString(_buffer, 0, count));
        }

        return text.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private int Receive()
    {
        try
        {
            return _socket.Receive(_buffer);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    private static bool HasEnded(string answer) =>
        Array.Exists(Ends, end => answer.EndsWith(end, StringComparison.Ordinal)) ||
        (answer.EndsWith("\r\n", StringComparison.Ordinal) && IsOneLine(answer));

    private static bool IsOneLine(string answer) =>
        answer.IndexOf('\n', StringComparison.Ordinal) == answer.Length - 1 &&
        !answer.StartsWith("STAT", StringComparison.Ordinal) && !answer.StartsWith("VALUE", StringComparison.Ordinal) && !answer.StartsWith("VA ", StringComparison.Ordinal);
}
