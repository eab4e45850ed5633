using System.Buffers;
using System.IO.Pipelines;
using System.Security.Authentication;
using CacheCore.Server.Authentication;
using CacheCore.Server.Counting;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;
using CacheCore.Server.Watch;
using CacheCore.Transport.Channels;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Server.Connections;

/// <summary>
/// Carries bytes between a transport and an executor. What has arrived is carried out where it lies; replies are sent when all of it was,
/// or when enough of them wait, and then others have a turn.
/// </summary>
internal sealed class ClientConnection
{
    private readonly ConnectionContext _transport;
    private readonly ConnectionServices _services;
    private readonly ConnectionEvents _events;
    private readonly ReplyBuffer _output;
    private readonly ClientSession _client;
    private readonly ClientExecutor _executor;
    private readonly Channel _channel;
    private readonly CancellationToken _cutOff;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastCommand;
    private long _counted;
    private volatile ConnectionState _state = ConnectionState.New;
    private volatile bool _isWaiting;
    private volatile string? _closeReason;

    /// <param name="transport">Where its bytes come from and go to.</param>
    /// <param name="services">What it shares with others.</param>
    /// <param name="endpoint">Where it came in.</param>
    /// <param name="number">Tells it from others.</param>
    /// <param name="cutOff">The server ends, and waits for no answer that is still to come.</param>
    public ClientConnection(
        ConnectionContext transport, ConnectionServices services, EndpointSettings endpoint, int number, CancellationToken cutOff)
    {
        _cutOff = cutOff;
        _transport = transport;
        _services = services;
        _events = new ConnectionEvents(services.Watch, transport.RemoteEndPoint, number);
        Endpoint = endpoint;
        Number = number;
        _channel = endpoint.Certificates is { } certificates
            ? TlsChannel.OfServer(transport, certificates.For(endpoint.ClientCertificates), certificates.HandshakeTimeout, services.Memory)
            : new Channel(transport, services.Memory);
        _output = new ReplyBuffer(_channel.Output);
        _client = new ClientSession(number, _output);
        LoginGate? gate = endpoint.Login is { } login
            ? new LoginGate(login, RemoteHost.Of(transport.RemoteEndPoint), services.Counts)
            : null;
        _executor = new ClientExecutor(services.Executors, _client, services.Limits, endpoint.Protocol, gate);
        services.Counts.Open(_client.Traffic);
        _lastCommand = Environment.TickCount64;
    }

    public int Number { get; }

    public EndpointSettings Endpoint { get; }

    public TimeSpan Idle => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastCommand));

    /// <summary>True while it waits for a command, or the rest of one.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>Completes once the client was served.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Tells whoever waits for the end that it has come.</summary>
    public void End()
    {
        _services.Counts.Close(_client.Traffic);
        _ended.TrySetResult();
    }

    /// <summary>Serves the client until it leaves, or is told to.</summary>
    public async Task RunAsync()
    {
        _events.Connected();
        string reason = "error";
        try
        {
            if (!await _channel.TryOpenAsync().ConfigureAwait(false))
            {
                if (_channel.Refusal is { } refusal)
                {
                    _services.Counts.Add(ServerCounter.FailedHandshakes);
                    _events.TlsFailed(refusal);
                }

                return;
            }

            _services.Counts.Add(ServerCounter.TlsSessions, _channel.SessionsMade);
            reason = await ServeAsync().ConfigureAwait(false);
            _ = await _channel.Output.FlushAsync().ConfigureAwait(false); // what is sent at leisure is on its way before the end
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or ConnectionAbortedException
            or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, or the store has: there is nobody left to answer, or nothing.
            if (_channel.BreachOf(exception) is { } breach)
            {
                _services.Counts.Add(ServerCounter.TlsBreaches);
                _events.TlsFailed(breach);
            }
        }
        finally
        {
            if (_client.Watcher is { } watcher)
            {
                _services.Watch.Remove(watcher);
            }

            _client.Drop();
            await _channel.CloseAsync().ConfigureAwait(false);
            _events.Disconnected(_closeReason ?? reason);
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
        Number, ConnectionAddress.Of(_transport.RemoteEndPoint, Endpoint.Address), Endpoint.Address, NameOf(_state),
        (long)Idle.TotalSeconds);

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
            _client.Traffic.Read(arrived.Length - _counted);
            _state = ConnectionState.Executing;
            ExecutionStatus status = _executor.Execute(arrived.FirstSpan, out int consumed);
            _counted = arrived.Length - consumed;
            bool mayGoOn = status is ExecutionStatus.Paused or ExecutionStatus.Waits;
            SequencePosition done = arrived.GetPosition(consumed);
            _channel.Input.AdvanceTo(done, mayGoOn ? done : arrived.End); // before anything is waited for: the memory is others' too
            await SendAsync().ConfigureAwait(false);
            if (status == ExecutionStatus.Waits)
            {
                await ContinueAsync().ConfigureAwait(false);
            }

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

    /// <summary>Waits for the rest of a command, and sends what comes of it as it comes. Its thread serves others meanwhile.</summary>
    private async ValueTask ContinueAsync()
    {
        bool goesOn;
        do
        {
            goesOn = await _client.ContinueAsync(_cutOff).ConfigureAwait(false);
            await SendAsync().ConfigureAwait(false);
        }
        while (goesOn);
    }

    private ValueTask SendAsync()
    {
        if (_output.Pending == 0)
        {
            return default;
        }

        _client.Traffic.Wrote(_output.Pending);
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
}
