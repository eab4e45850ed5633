using System.Text;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Entry;
using CacheCore.Listener.Execution;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Tests.Execution;

/// <summary>A connection without a transport: bytes go in, replies come out.</summary>
internal sealed class InMemoryConnection : IServerControl
{
    private readonly SentBytes _sent;
    private readonly ReplyBuffer _output;
    private readonly ClientSession _client;
    private readonly CommandExecutor _executor;
    private byte[] _held = [];

    public InMemoryConnection(
        CommandContext context,
        MemcachedProtocol protocol = MemcachedProtocol.Auto,
        EntryRules? entry = null,
        int largestReply = int.MaxValue)
    {
        context.Figures.Begin();
        _sent = new SentBytes(largestReply);
        _output = new ReplyBuffer(_sent);
        _client = new ClientSession(number: 1, _output);
        _executor = new CommandExecutor(
            context, _client, this, protocol, entry is null ? null : new EntryGate(entry, Origin.Of(null), context.Counts));
    }

    public bool IsClosed { get; private set; }

    public bool? ShutdownIsGraceful { get; private set; }

    public ClientSession Client => _client;

    public int ConnectionCount => 1;

    /// <summary>The most replies that waited to be sent at a time.</summary>
    public long MostPending { get; private set; }

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
            while (status == ExecutionStatus.Aside && _client.Aside!.MoveNext())
            {
                MostPending = Math.Max(MostPending, _output.Pending);
                _output.Commit();
            }

            _client.Aside = null;
            _output.Commit();
            IsClosed = status == ExecutionStatus.Closed;
            if (status is ExecutionStatus.NeedMore or ExecutionStatus.Watching)
            {
                break;
            }
        }

        return _sent.Take();
    }
}
