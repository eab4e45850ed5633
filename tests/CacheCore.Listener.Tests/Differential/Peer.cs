using System.Net.Sockets;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>One of the two servers that are asked the same: its connection, and what it has said of CAS values.</summary>
internal sealed class Peer(string socketPath) : IDisposable
{
    private RawProbe _probe = Connect(socketPath);

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
        isClosed = false;

        // Beside the reading: a server that is not read from stops reading too.
        Task sending = Task.Run(() => Send(request, cuts));
        try
        {
            while (!isClosed && !answer.TakeLast(sentinelReply.Length).SequenceEqual(sentinelReply))
            {
                isClosed = !_probe.TryReceive();
                answer.AddRange(_probe.Arrived);
                _probe.Skip(_probe.Arrived.Length);
            }
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
        _probe.Dispose();
        _probe = Connect(socketPath);
    }

    public void Dispose() => _probe.Dispose();

    private void Send(byte[] request, IReadOnlyList<int> cuts)
    {
        try
        {
            int start = 0;
            foreach (int cut in cuts.Append(request.Length))
            {
                _probe.Send(request.AsSpan(start..cut));
                start = cut;
                Thread.Yield();
            }
        }
        catch (SocketException)
        {
            // The server has closed the connection, which whoever reads finds out.
        }
    }

    private static RawProbe Connect(string path) => new(new UnixDomainSocketEndPoint(path));
}
