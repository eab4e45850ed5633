using System.Diagnostics;
using System.Net.Sockets;

namespace CacheCore.Protocol.Recorder;

/// <summary>A memcached of our own, on a socket in the temporary folder, and a connection to it.</summary>
internal sealed class Memcached : IDisposable
{
    // It answers at once; if nothing has come by then, nothing will, and once it has begun it does not pause. Short, so that a conversation
    // is over before memcached's clock ticks for the first time, a second after its start.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly string _socketPath = Path.Combine(Path.GetTempPath(), $"memcached-{Guid.NewGuid():n}.sock");
    private readonly Process _process;
    private RawProbe _connection;

    public Memcached(string arguments)
    {
        _process = Process.Start("memcached", $"-u {Environment.UserName} -s {_socketPath} {arguments}");
        _connection = Connect(_socketPath);
    }

    /// <summary>Sends a request; returns what comes back until there is silence, and whether the connection was closed then.</summary>
    public (byte[] Bytes, bool IsClosed) Ask(byte[] request)
    {
        (byte[] answer, bool isClosed) = Ask(_connection, request);
        if (isClosed)
        {
            _connection.Dispose();
            _connection = Connect(_socketPath);
        }

        return (answer, isClosed);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _process.Kill();
        _process.Dispose();
        File.Delete(_socketPath);
    }

    private static (byte[] Bytes, bool IsClosed) Ask(RawProbe connection, byte[] request)
    {
        List<byte> answer = [];
        connection.Send(request);
        for (TimeSpan wait = Patience; connection.HasMore(wait); wait = Pause)
        {
            if (!connection.TryReceive())
            {
                return ([.. answer], true);
            }

            answer.AddRange(connection.Arrived);
            connection.Skip(connection.Arrived.Length);
        }

        return ([.. answer], false);
    }

    private static RawProbe Connect(string socketPath)
    {
        const int Attempts = 100;
        const int BetweenMilliseconds = 20;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return new RawProbe(new UnixDomainSocketEndPoint(socketPath));
            }
            catch (SocketException) when (attempt < Attempts)
            {
                Thread.Sleep(BetweenMilliseconds);
            }
        }
    }
}
