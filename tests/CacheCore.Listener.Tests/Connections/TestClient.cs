using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Listener.Tests.Connections;

/// <summary>A client over a socket that says what it is told to and hears what it is answered.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly Socket _socket;

    public TestClient(EndPoint server)
    {
        bool isUnix = server is UnixDomainSocketEndPoint;
        _socket = new Socket(server.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        _socket.Connect(server);
    }

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Sends, and reads until the answer ends so.</summary>
    public string Ask(string text, string end = "\r\n")
    {
        Send(text);
        return ReadUntil(end);
    }

    public string ReadUntil(string end)
    {
        StringBuilder answer = new();
        byte[] buffer = new byte[64 << 10];
        while (!EndsWith(answer, end))
        {
            int received = _socket.Receive(buffer);
            if (received == 0)
            {
                return answer + "<closed>";
            }

            _ = answer.Append(Encoding.Latin1.GetString(buffer, 0, received));
        }

        return answer.ToString();
    }

    /// <summary>Reads so many bytes.</summary>
    public string ReadExactly(int length)
    {
        byte[] buffer = new byte[length];
        int have = 0;
        while (have < length)
        {
            int received = _socket.Receive(buffer, have, length - have, SocketFlags.None);
            if (received == 0)
            {
                return Encoding.Latin1.GetString(buffer, 0, have) + "<closed>";
            }

            have += received;
        }

        return Encoding.Latin1.GetString(buffer);
    }

    /// <summary>Sends no more, but still listens.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public string ReadToEnd()
    {
        StringBuilder answer = new();
        byte[] buffer = new byte[4096];
        try
        {
            for (int received = _socket.Receive(buffer); received > 0; received = _socket.Receive(buffer))
            {
                _ = answer.Append(Encoding.Latin1.GetString(buffer, 0, received));
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return answer.ToString();
        }

        return answer.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private static bool EndsWith(StringBuilder text, string end)
    {
        if (text.Length < end.Length)
        {
            return false;
        }

        for (int i = 0; i < end.Length; i++)
        {
            if (text[text.Length - end.Length + i] != end[i])
            {
                return false;
            }
        }

        return true;
    }
}
