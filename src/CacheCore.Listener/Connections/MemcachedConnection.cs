using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Security.Authentication;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Entry;
using CacheCore.Listener.Execution;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;
using CacheCore.Listener.Watching;
using CacheCore.Transport.Channels;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Listener.Connections;

/// <summary>
/// Carries bytes between a transport and an executor. What has arrived is carried out where it lies; replies are sent when all of it was,
/// or when enough of them wait, and then others have a turn.
/// </summary>
internal sealed class MemcachedConnection
{
    private readonly ConnectionContext _transport;
    private readonly CommandContext _context;
    private readonly ReplyBuffer _output;
    private readonly ClientSession _client;
    private readonly CommandExecutor _executor;
    private readonly Channel _channel;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastCommand;
    private long _counted;
    private volatile ConnectionState _state = ConnectionState.New;
    private volatile bool _isWaiting;
    private volatile string? _closeReason;

    public MemcachedConnection(ConnectionContext transport, CommandContext context, IServerControl control, EndpointRules rules, int number)
    {
        _transport = transport;
        _context = context;
        Rules = rules;
        Number = number;
        _channel = rules.Certificates is { } certificates
            ? TlsChannel.OfServer(transport, certificates.For(rules.ClientCertificates), certificates.HandshakeTimeout, context.Memory)
            : new Channel(transport, context.Memory);
        _output = new ReplyBuffer(_channel.Output);
        _client = new ClientSession(number, _output);
        EntryGate? gate = rules.Entry is { } entry ? new EntryGate(entry, Origin.Of(transport.RemoteEndPoint), context.Counts) : null;
        _executor = new CommandExecutor(context, _client, control, rules.Protocol, gate);
        _lastCommand = Environment.TickCount64;
    }

    public int Number { get; }

    public EndpointRules Rules { get; }

    public TimeSpan Idle => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastCommand));

    /// <summary>True while it waits for a command, or the rest of one.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>Completes once the client was served.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Tells whoever waits for the end that it has come.</summary>
    public void End() => _ended.TrySetResult();

    /// <summary>Serves the client until it leaves, or is told to.</summary>
    public async Task RunAsync()
    {
        LogConnected();
        string reason = "error";
        try
        {
            if (!await _channel.TryOpenAsync().ConfigureAwait(false))
            {
                if (_channel.Refusal is { } refusal)
                {
                    _context.Counts.Mine.Add(ListenerCounter.FailedHandshakes);
                    LogTlsError(refusal);
                }

                return;
            }

            _context.Counts.Mine.Add(ListenerCounter.TlsSessions, _channel.SessionsMade);

            reason = await ServeAsync().ConfigureAwait(false);
            _ = await _channel.Output.FlushAsync().ConfigureAwait(false); // what is sent at leisure is on its way before the end
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or ConnectionAbortedException
            or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, or the store has: there is nobody left to answer, or nothing.
            if (_channel.BreachOf(exception) is { } breach)
            {
                _context.Counts.Mine.Add(ListenerCounter.TlsBreaches);
                LogTlsError(breach);
            }
        }
        finally
        {
            if (_client.Watcher is { } watcher)
            {
                _context.Watch.Remove(watcher);
            }

            await _channel.CloseAsync().ConfigureAwait(false);
            LogDisconnected(_closeReason ?? reason);
        }
    }

    /// <summary>Has the connection end as soon as it waits.</summary>
    public void Close(string reason)
    {
        _closeReason = reason;
        _channel.Input.CancelPendingRead();
        _client.Watcher?.Close();
    }

    /// <summary>Ends the connection without waiting for anything.</summary>
    public void Abort() => _transport.Abort();

    public ConnectionDescription Describe() => new(
        Number, ConnectionAddress.Of(_transport.RemoteEndPoint, Rules.Address), Rules.Address, NameOf(_state), (long)Idle.TotalSeconds);

    private static string NameOf(ConnectionState state) => state switch
    {
        ConnectionState.New => "conn_new_cmd",
        ConnectionState.Executing => "conn_parse_cmd",
        ConnectionState.ReadingValue => "conn_nread",
        ConnectionState.Watching => "conn_watch",
        _ => "conn_read",
    };

    private async Task<string> ServeAsync()
    {
        while (true)
        {
            _isWaiting = true;
            System.IO.Pipelines.ReadResult read = await _channel.Input.ReadAtLeastAsync(
                Math.Max(1, _executor.Needed)).ConfigureAwait(false);
            _isWaiting = false;
            if (read.IsCanceled)
            {
                return "shutdown";
            }

            Volatile.Write(ref _lastCommand, Environment.TickCount64);
            ReadOnlySequence<byte> arrived = read.Buffer;
            _context.Counts.Mine.Add(ListenerCounter.BytesRead, arrived.Length - _counted);
            _state = ConnectionState.Executing;
            ExecutionStatus status = _executor.Execute(arrived.FirstSpan, out int consumed);
            _counted = arrived.Length - consumed;
            bool mayGoOn = status is ExecutionStatus.Paused or ExecutionStatus.Aside;
            SequencePosition done = arrived.GetPosition(consumed);
            _channel.Input.AdvanceTo(done, mayGoOn ? done : arrived.End); // before anything is waited for: the memory is others' too
            if (status == ExecutionStatus.Aside)
            {
                await WorkAsideAsync(_client.Aside!).ConfigureAwait(false);
            }

            await SendAsync().ConfigureAwait(false);
            _state = _executor.Needed > 0 ? ConnectionState.ReadingValue : ConnectionState.Reading;
            switch (status)
            {
                case ExecutionStatus.Closed:
                    // the client has said so, or what it said was none of the protocol
                    return _client is { IsOver: true, IsAtFault: false } ? "normal" : "error";
                case ExecutionStatus.Watching:
                    await WatchAsync(_client.Watcher!).ConfigureAwait(false);
                    return "normal";
            }

            if (_client.Delay > TimeSpan.Zero)
            {
                await Task.Delay(_client.Delay).ConfigureAwait(false); // neither read from nor carried out meanwhile
                _client.Delay = TimeSpan.Zero;
            }

            if (read.IsCompleted && (!mayGoOn || _counted == 0))
            {
                return "normal";
            }
        }
    }

    /// <summary>Has work that takes long carried out on a thread of the pool, and sends what it writes.</summary>
    private async ValueTask WorkAsideAsync(IEnumerator<bool> work)
    {
        using (work)
        {
            while (true)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                if (!work.MoveNext())
                {
                    break;
                }

                await SendAsync().ConfigureAwait(false);
            }
        }

        _client.Aside = null;
    }

    private ValueTask SendAsync()
    {
        if (_output.Pending == 0)
        {
            return default;
        }

        _context.Counts.Mine.Add(ListenerCounter.BytesWritten, _output.Pending);
        _output.Commit();
        ValueTask<FlushResult> flush = _channel.Output.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
        {
            return WaitAsync(flush);
        }

        ThrowIfGone(flush.Result);
        return default;
    }

    private static async ValueTask WaitAsync(ValueTask<FlushResult> flush) => ThrowIfGone(await flush.ConfigureAwait(false));

    private static void ThrowIfGone(FlushResult result)
    {
        if (result.IsCompleted)
        {
            throw new ConnectionAbortedException();
        }
    }

    private async Task WatchAsync(Watcher watcher)
    {
        _state = ConnectionState.Watching;
        CancellationToken closed = _transport.ConnectionClosed;
        while (_closeReason is null && await watcher.Lines.WaitToReadAsync(closed).ConfigureAwait(false))
        {
            while (_output.Pending < Limits.MostPending && watcher.Lines.TryRead(out byte[]? line))
            {
                _output.Add(line);
            }

            await SendAsync().ConfigureAwait(false);
        }
    }

    private void LogConnected()
    {
        if (_context.Watch.Wants(Protocol.Administration.WatchStreams.ConnectionEvents))
        {
            (string address, int port, string transport) = Remote();
            _context.Watch.Log(Protocol.Administration.WatchStreams.ConnectionEvents, LogText.Connected(address, port, transport, Number));
        }
    }

    private void LogTlsError(string message)
    {
        if (_context.Watch.Wants(Protocol.Administration.WatchStreams.ConnectionEvents))
        {
            _context.Watch.Log(Protocol.Administration.WatchStreams.ConnectionEvents, LogText.TlsFailed(Number, message));
        }
    }

    private void LogDisconnected(string reason)
    {
        if (_context.Watch.Wants(Protocol.Administration.WatchStreams.ConnectionEvents))
        {
            (string address, int port, string transport) = Remote();
            _context.Watch.Log(
                Protocol.Administration.WatchStreams.ConnectionEvents, LogText.Disconnected(address, port, transport, reason, Number));
        }
    }

    private (string Address, int Port, string Transport) Remote() => _transport.RemoteEndPoint is IPEndPoint remote
        ? (remote.Address.ToString(), remote.Port, "tcp")
        : ("unix", 0, "local");
}
