using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.TestKit;

/// <summary>
/// A connection that sends what it is told to, however wrong, and hears what it is answered. Deliberately dumb: it knows no protocol, so
/// that nothing it does can hide a mistake of ours. Whoever wants to know what an answer means has the parsers of CacheCore.Protocol.
/// </summary>
internal sealed class RawProbe : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly SocketError[] Ends = [SocketError.ConnectionReset, SocketError.ConnectionAborted, SocketError.Shutdown];

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;     // what has arrived and was not read yet lies from here
    private int _end;       // up to here

    /// <summary>Connects.</summary>
    public RawProbe(EndPoint server)
    {
        bool isUnix = server is UnixDomainSocketEndPoint;
        int patience = (int)Patience.TotalMilliseconds;
        _socket = new Socket(server.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp)
        {
            ReceiveTimeout = patience,
            SendTimeout = patience,
        };
        try
        {
            _socket.Connect(server);
            if (!isUnix)
            {
                _socket.NoDelay = true; // a unix socket does not know it
            }
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    /// <summary>What has arrived and was not read yet.</summary>
    public ReadOnlySpan<byte> Arrived => _buffer.AsSpan(_start.._end);

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Sends, and reads until what was answered ends so.</summary>
    public string Ask(string text, string end = "\r\n")
    {
        Send(text);
        return ReadUntil(end);
    }

    /// <summary>Sends, and reads so many bytes.</summary>
    public string Ask(ReadOnlySpan<byte> bytes, int length)
    {
        Send(bytes);
        return ReadExactly(length);
    }

    /// <summary>Reads until what has come ends so, or the connection does.</summary>
    public string ReadUntil(string end)
    {
        StringBuilder answer = new();
        do
        {
            if (!TryReceive())
            {
                return answer + "<closed>";
            }

            Take(answer, _end - _start);
        }
        while (!EndsWith(answer, end));

        return answer.ToString();
    }

    /// <summary>Reads so many bytes.</summary>
    public string ReadExactly(int length)
    {
        StringBuilder answer = new();
        while (answer.Length < length)
        {
            if (!TryReceive())
            {
                return answer + "<closed>";
            }

            Take(answer, Math.Min(length - answer.Length, _end - _start));
        }

        return answer.ToString();
    }

    /// <summary>Reads up to the next line feed, and with it.</summary>
    public string ReadLine()
    {
        StringBuilder answer = new();
        do
        {
            if (!TryReceive())
            {
                return answer + "<closed>";
            }

            int length = Arrived.IndexOf((byte)'\n');
            Take(answer, length < 0 ? _end - _start : length + 1);
        }
        while (answer[^1] != '\n');

        return answer.ToString();
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public string ReadToEnd()
    {
        StringBuilder answer = new();
        while (TryReceive())
        {
            Take(answer, _end - _start);
        }

        return answer.ToString();
    }

    /// <summary>Reads as many bytes as there is room for.</summary>
    /// <returns>False: the connection has ended before.</returns>
    public bool TryRead(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!TryReceive())
            {
                return false;
            }

            int count = Math.Min(bytes.Length, _end - _start);
            Arrived[..count].CopyTo(bytes);
            Skip(count);
            bytes = bytes[count..];
        }

        return true;
    }

    /// <summary>Waits for more if nothing has come that was not read, or if it is not enough.</summary>
    /// <param name="known">So much of what has arrived is not enough.</param>
    /// <returns>False: the connection has ended.</returns>
    public bool TryReceive(int known = 0)
    {
        if (_end - _start > known)
        {
            return true;
        }

        Arrived.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        try
        {
            int received = _socket.Receive(_buffer.AsSpan(_end));
            _end += received;
            return received > 0;
        }
        catch (SocketException end) when (Ends.Contains(end.SocketErrorCode))
        {
            return false;
        }
    }

    /// <summary>Done with the first of what has arrived.</summary>
    public void Skip(int length) => _start += length;

    /// <summary>True if something can be read within this time.</summary>
    public bool HasMore(TimeSpan within) => _start < _end || _socket.Poll(within, SelectMode.SelectRead);

    /// <summary>Sends no more, but still listens.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();

    private void Take(StringBuilder answer, int length)
    {
        _ = answer.Append(Encoding.Latin1.GetString(Arrived[..length]));
        Skip(length);
    }

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
