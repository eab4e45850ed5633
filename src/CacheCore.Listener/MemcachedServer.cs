using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Connections;
using CacheCore.Listener.Diagnostics;
using CacheCore.Listener.Options;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Verbs;
using CacheCore.Primitives;
using CacheCore.Transport.Addresses;
using CacheCore.Transport.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace CacheCore.Listener;

/// <summary>
/// Lets memcached clients talk to a store, over TCP, UDP and unix sockets. The store stays its owner's: the process may use it at the same
/// time, and it lives on when the server ends. Needs no host. Members may be called from any thread; <see cref="StartAsync"/> once.
/// A store that is disposed of first ends its server within a second or two, and the log says so.
/// </summary>
/// <example>
/// <code>
/// await using var server = new MemcachedServer(store, new MemcachedListenerOptions());
/// await server.StartAsync();
/// </code>
/// </example>
public sealed class MemcachedServer : IAsyncDisposable, IDisposable, IServerControl
{
    private const int New = 0;
    private const int Started = 1;
    private const int Stopped = 2;
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly MemcachedListenerOptions _options;
    private readonly CommandContext _context;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly ILoggerFactory _loggerFactory;
    private readonly ConnectionSet _connections;
    private readonly Lazy<Task> _end;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _patience = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EndpointListener[] _listeners = [];
    private volatile UdpListener[] _udp = [];
    private RuleBook? _rules;
    private SocketTransport? _transport;
    private Timer? _timer;
    private int _state;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="store">What clients talk to.</param>
    /// <param name="options">Checked here, once; later changes to the object have no effect.</param>
    /// <param name="loggerFactory">Where the server logs, never a key; null = nowhere.</param>
    /// <param name="timeProvider">The calendar; null = the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names each.</exception>
    public MemcachedServer(
        CacheStore store, MemcachedListenerOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        MemcachedListenerOptionsTable.All.ThrowIfWrong(options);
        _options = options.Copy();
        _context = new CommandContext(store, _options, timeProvider ?? TimeProvider.System);
        _context.Settings.Verbosity = options.Verbosity;
        _name = store.Name;
        _loggerFactory = GuardedLoggerFactory.Of(loggerFactory);
        _logger = _loggerFactory.CreateLogger<MemcachedServer>();
        _end = new Lazy<Task>(() => Task.Run(EndAsync)); // once, whoever asks
        _connections = new ConnectionSet(_context, this, _options, TellOfFailure);
    }

    /// <summary>
    /// Raised on a thread of its own choice when a client asks for the end with <c>shutdown</c>.
    /// Whoever owns the server then ends it, and the process if that is meant.
    /// </summary>
    public event EventHandler<ShutdownRequestedEventArgs>? ShutdownRequested;

    /// <summary>The addresses that are listened on, with the ports that were free; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<EndPoint> BoundEndpoints => _context.BoundEndpoints;

    /// <summary>The UDP addresses that are listened on, with the ports that were free; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<EndPoint> BoundUdpEndpoints => _context.BoundUdpEndpoints;

    /// <summary>Connections that are open.</summary>
    public int ConnectionCount => _connections.Count;

    internal CommandContext Context => _context;

    /// <summary>Begins to listen on all endpoints. If one of them fails, on none.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">An address cannot be had, or a file of users or certificates cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file of users or certificates is not of the format.</exception>
    /// <exception cref="InvalidOperationException">The server was started before.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    /// <exception cref="OperationCanceledException">
    /// The attempt was ended, by the token or because the server was stopped meanwhile.
    /// </exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _state, Started, New) != New)
        {
            throw new InvalidOperationException("A server is started once; make another one.");
        }

        try
        {
            _context.Figures.Begin();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            await ListenAsync(either.Token).ConfigureAwait(false);
        }
        catch
        {
            _ = _begun.TrySetResult();
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _ = _begun.TrySetResult();
    }

    /// <summary>
    /// Stops listening, and closes all connections once what they have asked for is answered. A start that is underway is broken off first.
    /// </summary>
    /// <param name="cancellationToken">Ends the patience with connections that do not end by themselves.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _state, Stopped) == New)
        {
            _ = _begun.TrySetResult(); // nor will it ever
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _begun.Task.ConfigureAwait(false);
        using (cancellationToken.Register(static patience => ((CancellationTokenSource)patience!).Cancel(), _patience))
        {
            await _end.Value.ConfigureAwait(false);
        }
    }

    /// <summary>Reads the files of users once more, for connections that have not named one yet.</summary>
    /// <exception cref="IOException">A file cannot be read; who was known stays known.</exception>
    /// <exception cref="InvalidDataException">A file is not of the format; who was known stays known.</exception>
    public void ReloadCredentials() => _rules?.ReloadCredentials();

    /// <summary>Reads the certificates once more, for connections that are still to come.</summary>
    /// <exception cref="IOException">A file cannot be read; what was read before stays.</exception>
    /// <exception cref="InvalidDataException">A file holds something else; what was read before stays.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are none: <see cref="MemcachedListenerOptions.Tls"/> is not set, or the server not started.
    /// </exception>
    public void ReloadCertificates() =>
        (_rules?.Certificates ?? throw new InvalidOperationException("There are no certificates.")).Reload();

    /// <summary>As <see cref="StopAsync"/>, with patience of a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await StopAsync(patience.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// As <see cref="DisposeAsync"/>, and waits for it: for containers that end without awaiting anything.
    /// Not to be called from an event of this server.
    /// </summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    IReadOnlyList<ConnectionDescription> IServerControl.DescribeConnections()
    {
        long uptime = (long)_context.Time.UptimeSeconds;
        IEnumerable<ConnectionDescription> listening = _listeners.Select(
            one => new ConnectionDescription(one.Number, one.Rules.Address, ListenAddress: null, "conn_listening", uptime));
        IEnumerable<ConnectionDescription> datagrams = _udp.Select(
            one => new ConnectionDescription(one.Number, $"udp:{one.EndPoint}", ListenAddress: null, "conn_read", uptime));
        return [.. listening, .. datagrams, .. _connections.Describe()];
    }

    AcceptFigures IServerControl.Accepting => _connections.Accepting;

    long? IServerControl.SecondsSinceCertificates => _rules?.Certificates?.SecondsSinceLoad;

    string? IServerControl.TryReloadCertificates()
    {
        try
        {
            ReloadCertificates();
            return null;
        }
#pragma warning disable CA1031 // whatever the files hold, the one who asked is told, and nobody else hears of it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ReasonText.Of(exception);
        }
    }

    void IServerControl.RequestShutdown(bool isGraceful)
    {
        _logger.ShutdownRequested(_name, isGraceful);

        // Not here: this is the connection that asked, and ending waits for it.
        _ = Task.Run(() => ShutdownRequested?.Invoke(this, new ShutdownRequestedEventArgs(isGraceful)));
    }

    private async Task EndAsync()
    {
        try
        {
            await CloseAllAsync().ConfigureAwait(false);
        }
        finally
        {
            _context.Figures.Dispose();
        }

        if (_listeners.Length > 0)
        {
            _logger.Stopped(_name);
        }
    }

    private async Task CloseAllAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        foreach (EndpointListener listener in _listeners)
        {
            await listener.UnbindAsync().ConfigureAwait(false);
        }

        _connections.LetNobodyIn();
        foreach (UdpListener listener in _udp)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        foreach (EndpointListener listener in _listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        await _connections.CloseAllAsync(_patience.Token).ConfigureAwait(false);
        if (_transport is not null)
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The store has ended before its server: nobody can be answered any more, so clients are to find nobody listening and go elsewhere.
    /// </summary>
    private void EndWithStore()
    {
        if (Interlocked.CompareExchange(ref _state, Stopped, Started) == Started)
        {
            _logger.StoreEnded(_name);
            _ = Task.Run(() => DisposeAsync().AsTask()); // not here: the end waits for the timer
        }
    }

    private void TellOfFailure(Exception exception) => _logger.ConnectionFailed(exception, _name);

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        RuleBook rules = _rules = new RuleBook(_options);
        SocketTransport transport = _transport = MakeTransport();
        IReadOnlyList<EndPoint[]> addresses = await ResolveAsync(
            _options.Endpoints.Select(static one => one.Address), cancellationToken).ConfigureAwait(false);
        for (int number = 0; number < addresses.Count; number++)
        {
            await ListenAsync(transport, _options.Endpoints[number], addresses[number], rules, cancellationToken).ConfigureAwait(false);
        }

        foreach (EndPoint[] some in await ResolveAsync(_options.UdpAddresses, cancellationToken).ConfigureAwait(false))
        {
            foreach (UdpListener listener in await SharedPort.BindAsync(
                some, BindDatagrams, static one => one.EndPoint, static one => one.DisposeAsync()).ConfigureAwait(false))
            {
                ListenToDatagrams(listener);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        _context.BoundEndpoints = [.. _listeners.Select(static one => one.EndPoint)];
        _context.BoundUdpEndpoints = [.. _udp.Select(static one => one.EndPoint)];
        _timer = new Timer(static server => ((MemcachedServer)server!).Tick(), this, TickInterval, TickInterval);
    }

    private static async Task<IReadOnlyList<EndPoint[]>> ResolveAsync(IEnumerable<string> written, CancellationToken cancellationToken)
    {
        try
        {
            return await ListeningAddresses.ResolveAsync(written, MemcachedEndpoint.DefaultPort, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new IOException($"Memcached clients cannot be served on {exception.Message}", exception);
        }
    }

    private SocketTransport MakeTransport()
    {
        try
        {
            return new SocketTransport(new SocketSettings
            {
                Threads = _options.ThreadCount,
                Backlog = _options.Backlog,
                Memory = _context.Memory,
                OnError = TellOfFailure,
                UsesEventLoops = SocketTransport.HasEventLoops && !_options.UsePlatformSockets,
            });
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"Memcached clients cannot be served: {exception.Message}", exception);
        }
    }

    private async Task ListenAsync(
        SocketTransport transport, MemcachedEndpoint endpoint, EndPoint[] addresses, RuleBook rules, CancellationToken cancellationToken)
    {
        EndpointRules common = rules.For(endpoint);
        async ValueTask<IConnectionListener> Bind(EndPoint address)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SocketFile.RemoveAbandoned(address);
            EndPoint place = address is UnixDomainSocketEndPoint file ? new UnixSocketEndPoint(file, endpoint.UnixMode) : address;
            return await BindAsync(transport, place, cancellationToken).ConfigureAwait(false);
        }

        foreach (IConnectionListener listener in await SharedPort.BindAsync(
            addresses, Bind, static one => one.EndPoint, ReleaseAsync).ConfigureAwait(false))
        {
            EndpointRules rulesHere = common with { Address = ConnectionAddress.Of(listener.EndPoint, endpoint.Address) };
            _listeners = [.. _listeners, new EndpointListener(listener, rulesHere, _connections,
                exception => _logger.AcceptFailed(exception, _name, rulesHere.Address))];
            _logger.Listening(_name, rulesHere.Address);
            if (rulesHere.LetsAnybodyIn && AddressText.IsOpen(listener.EndPoint))
            {
                _logger.OpenToAll(_name, rulesHere.Address);
            }
        }
    }

    private ValueTask<UdpListener> BindDatagrams(EndPoint address)
    {
        try
        {
            var executor = new DatagramExecutor(_context, this, _connections.NextNumber());
            return new ValueTask<UdpListener>(new UdpListener((IPEndPoint)address, executor, TellOfFailure));
        }
        catch (SocketException exception)
        {
            throw new IOException($"Memcached clients cannot be served over UDP on {address}: {exception.Message}", exception);
        }
    }

    private void ListenToDatagrams(UdpListener listener)
    {
        _udp = [.. _udp, listener];
        _logger.ListeningToDatagrams(_name, listener.EndPoint.ToString());
        if (AddressText.IsOpen(listener.EndPoint))
        {
            _logger.DatagramsOpenToAll(_name, listener.EndPoint.ToString());
        }
    }

    private static async ValueTask ReleaseAsync(IConnectionListener listener)
    {
        await listener.UnbindAsync().ConfigureAwait(false);
        await listener.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<IConnectionListener> BindAsync(
        SocketTransport transport, EndPoint address, CancellationToken cancellationToken)
    {
        try
        {
            return await transport.BindAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            string reason = SocketFile.MissingFolder(address) is { } folder
                ? $"there is no folder {folder}"
                : new SocketException((int)exception.SocketErrorCode).Message;
            throw new IOException($"Memcached clients cannot be served on {address}: {reason}", exception);
        }
    }

    /// <summary>Once a second: closes idle connections, carries out a planned flush, sees whether there still is a store.</summary>
    private void Tick()
    {
        try
        {
            if (_context.Access.View.HasEnded)
            {
                EndWithStore();
                return;
            }

            _connections.CloseIdle();
            _context.Flush.RunDue();
        }
        catch (ObjectDisposedException)
        {
            // It has ended this very moment; the next tick says so.
        }
#pragma warning disable CA1031 // it would end the process
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TellOfFailure(exception);
        }
    }
}
