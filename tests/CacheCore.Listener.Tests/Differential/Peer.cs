using System.Net.Sockets;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>One of the two servers that are asked the same: its connection, and what it has said of CAS values.</summary>
internal sealed class Peer(string socketPath) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Socket _socket = Connect(socketPath);

    /// <summary>CAS values by key, as this server told them last.</summary>
    public Dictionary<string, ulong> Cas { get; } = new(StringComparer.Ordinal);

    /// <summary>Sends bytes in pieces, and reads until the sentinel's reply, or the end.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="cuts">Where to cut it, ascending.</param>
    /// <param name="sentinelReply">What ends the answer.</param>
    /// <param name="isClosed">True: the server closed the connection instead.</param>
    public byte[] Ask(byte[] request, IReadOnlyList<int> cuts, byte[] sentinelReply, out bool isClosed)
    {
        List<byte> answer = [];
        byte[] buffer = new byte[64 << 10];
        isClosed = false;
        _socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;

        // Beside the reading: a server that is not read from stops reading too.
        Task sending = Task.Run(() => Send(request, cuts));
        try
        {
            while (!answer.TakeLast(sentinelReply.Length).SequenceEqual(sentinelReply))
            {
                int received = _socket.Receive(buffer);
                if (received == 0)
                {
                    isClosed = true;
                    break;
                }

                answer.AddRange(buffer.AsSpan(0, received));
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.Shutdown or SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            isClosed = true;
        }
        catch (SocketException exception)
        {
            throw new TimeoutException($"No end of an answer: {Convert.ToHexString([.. answer.TakeLast(200)])}", exception);
        }

        sending.Wait();
        return [.. answer];
    }

    public void Reconnect()
    {
        _socket.Dispose();
        _socket = Connect(socketPath);
    }

    public void Dispose() => _socket.Dispose();

    private void Send(byte[] request, IReadOnlyList<int> cuts)
    {
        try
        {
            int start = 0;
            foreach (int cut in cuts.Append(request.Length))
            {
                for (; start < cut; start += _socket.Send(request.AsSpan(start, cut - start)))
                {
                }

                Thread.Yield();
            }
        }
        catch (SocketException)
        {
            // The server has closed the connection, which whoever reads finds out.
        }
    }

    private static Socket Connect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
