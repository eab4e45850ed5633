using System.Net;
using System.Net.Sockets;
using System.Text;
using CacheCore.StressTests.Harness;

namespace CacheCore.Listener.Tests.Soak;

/// <summary>A connection whose bytes are sent and waited for, one request after the other.</summary>
internal sealed class SoakWire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    public SoakWire(EndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)Patience.TotalMilliseconds, SendTimeout = (int)Patience.TotalMilliseconds };
        _socket.Connect(server);
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    public void Send(string text) => Send(Encoding.ASCII.GetBytes(text));

    public string Ask(string command)
    {
        Send(command + "\r\n");
        return ReadLine();
    }

    /// <summary>The next line, without its end.</summary>
    public string ReadLine()
    {
        int length;
        while ((length = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n')) < 0)
        {
            Check.That(_end - _start < _buffer.Length, "A line without an end.");
            Receive();
        }

        string line = Encoding.Latin1.GetString(_buffer, _start, length).TrimEnd('\r');
        _start += length + 1;
        return line;
    }

    public void ReadExactly(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_start == _end)
            {
                Receive();
            }

            int count = Math.Min(bytes.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(bytes);
            _start += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>True if something can be read within this time.</summary>
    public bool HasMore(TimeSpan within) => _start < _end || _socket.Poll(within, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();

    private void Receive()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int count = _socket.Receive(_buffer.AsSpan(_end));
        Check.That(count > 0, "The server closed the connection.");
        _end += count;
    }
}
