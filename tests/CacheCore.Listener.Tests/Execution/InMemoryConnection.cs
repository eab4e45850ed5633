using System.Net;
using System.Text;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Executors;
using CacheCore.Listener.Verbs;
using CacheCore.Server;
using CacheCore.Server.Authentication;
using CacheCore.Server.Connections;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Tests.Execution;

/// <summary>A connection without a transport: bytes go in, replies come out.</summary>
internal sealed class InMemoryConnection : IServerControl
{
    private readonly SentBytes _sent;
    private readonly ReplyBuffer _output;
    private readonly ClientSession _client;
    private readonly ClientExecutor _executor;
    private byte[] _held = [];

    public InMemoryConnection(
        CommandContext context,
        MemcachedProtocol protocol = MemcachedProtocol.Auto,
        LoginSettings? login = null,
        int largestReply = int.MaxValue)
    {
        context.Figures.Begin();
        _sent = new SentBytes(largestReply);
        _output = new ReplyBuffer(_sent);
        _client = new ClientSession(number: 1, _output);
        context.Server.Open(_client.Traffic);
        LoginGate? gate = login is null ? null : new LoginGate(login, RemoteHost.Of(null), context.Server);
        _executor = new ClientExecutor(new StoreExecutors(context, this), _client, context.Limits, protocol, gate);
    }

    public bool IsClosed { get; private set; }

    public bool? ShutdownIsGraceful { get; private set; }

    public ClientSession Client => _client;

    public int ConnectionCount => 1;

    /// <summary>The most replies that waited to be sent at a time.</summary>
    public long MostPending { get; private set; }

    public IReadOnlyList<EndPoint> BoundEndpoints => [];

    public IReadOnlyList<EndPoint> BoundUdpEndpoints => [];

    public AcceptFigures Accepting => new(IsAccepting: true, 0, 0);

    public IReadOnlyList<ConnectionDescription> DescribeConnections() => [];

    long? IServerControl.SecondsSinceCertificates => null;

    string? IServerControl.TryReloadCertificates() => null;

    public void RequestShutdown(bool isGraceful) => ShutdownIsGraceful = isGraceful;

    public string Ask(string text) => Encoding.Latin1.GetString(Receive(Encoding.Latin1.GetBytes(text)));

    public byte[] Receive(ReadOnlySpan<byte> bytes)
    {
        _held = [.. _held, .. bytes];
        while (!IsClosed && _held.Length >= _executor.Needed)
        {
            ExecutionStatus status = _executor.Execute(_held, out int consumed);
            _held = _held[consumed..];
            MostPending = Math.Max(MostPending, _output.Pending);
            _output.Commit();
            while (_client.IsDeferred)
            {
                _ = _client.ContinueAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
                MostPending = Math.Max(MostPending, _output.Pending);
                _output.Commit();
            }

            IsClosed = status == ExecutionStatus.Closed;
            if (status is ExecutionStatus.NeedMore or ExecutionStatus.Watching)
            {
                break;
            }
        }

        return _sent.Take();
    }
}
