using System.Net;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Diagnostics;
using CacheCore.Listener.Executors;
using CacheCore.Listener.Options;
using CacheCore.Listener.Verbs;
using CacheCore.Primitives;
using CacheCore.Server;
using CacheCore.Server.Connections;
using CacheCore.Server.Endpoints;
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
    private readonly ServerHost _host;
    private readonly Lazy<Task> _end;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _timeout = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        _logger = GuardedLoggerFactory.Of(loggerFactory).CreateLogger<MemcachedServer>();
        _end = new Lazy<Task>(() => Task.Run(EndAsync)); // once, whoever asks
        var services = new ConnectionServices(
            new StoreExecutors(_context, this), _context.Limits, _context.Memory, _context.Server, _context.Watch);
        _host = new ServerHost(_options.ForHost(store.Name), services, _logger);
    }

    /// <summary>
    /// Raised on a thread of its own choice when a client asks for the end with <c>shutdown</c>.
    /// Whoever owns the server then ends it, and the process if that is meant.
    /// </summary>
    public event EventHandler<ShutdownRequestedEventArgs>? ShutdownRequested;

    /// <summary>The addresses that are listened on, with the ports that were free; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<EndPoint> BoundEndpoints => _host.BoundEndpoints;

    /// <summary>The UDP addresses that are listened on, with the ports that were free; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<EndPoint> BoundUdpEndpoints => _host.BoundUdpEndpoints;

    /// <summary>Connections that are open.</summary>
    public int ConnectionCount => _host.ConnectionCount;

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
            await _host.ListenAsync(either.Token).ConfigureAwait(false);
            _timer = new Timer(static server => ((MemcachedServer)server!).Tick(), this, TickInterval, TickInterval);
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
    /// <param name="cancellationToken">Connections that have not ended by themselves then are cut off.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _state, Stopped) == New)
        {
            _ = _begun.TrySetResult(); // nor will it ever
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _begun.Task.ConfigureAwait(false);
        using (cancellationToken.Register(static timeout => ((CancellationTokenSource)timeout!).Cancel(), _timeout))
        {
            await _end.Value.ConfigureAwait(false);
        }
    }

    /// <summary>Reads the files of users once more, for connections that have not named one yet.</summary>
    /// <exception cref="IOException">A file cannot be read; who was known stays known.</exception>
    /// <exception cref="InvalidDataException">A file is not of the format; who was known stays known.</exception>
    public void ReloadCredentials() => _host.ReloadCredentials();

    /// <summary>Reads the certificates once more, for connections that are still to come.</summary>
    /// <exception cref="IOException">A file cannot be read; what was read before stays.</exception>
    /// <exception cref="InvalidDataException">A file holds something else; what was read before stays.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are none: <see cref="MemcachedListenerOptions.Tls"/> is not set, or the server not started.
    /// </exception>
    public void ReloadCertificates() => _host.ReloadCertificates();

    /// <summary>As <see cref="StopAsync"/>, within a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await StopAsync(timeout.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// As <see cref="DisposeAsync"/>, and waits for it: for containers that end without awaiting anything.
    /// Not to be called from an event of this server.
    /// </summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    IReadOnlyList<ConnectionDescription> IServerControl.DescribeConnections() => _host.Describe(_context.Time.UptimeSeconds);

    AcceptFigures IServerControl.Accepting => _host.Accepting;

    IReadOnlyList<EndPoint> IServerControl.BoundEndpoints => _host.BoundEndpoints;

    IReadOnlyList<EndPoint> IServerControl.BoundUdpEndpoints => _host.BoundUdpEndpoints;

    long? IServerControl.SecondsSinceCertificates => _host.SecondsSinceCertificates;

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
            if (_timer is not null)
            {
                await _timer.DisposeAsync().ConfigureAwait(false);
            }

            await _host.CloseAsync(_timeout.Token).ConfigureAwait(false);
        }
        finally
        {
            _context.Figures.Dispose();
        }

        if (_host.HasListened)
        {
            _logger.Stopped(_name);
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

            _host.CloseIdle();
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
            _host.TellOfFailure(exception);
        }
    }
}
