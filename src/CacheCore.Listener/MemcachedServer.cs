using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Connections;
using CacheCore.Listener.Hosting;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Transport;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CacheCore.Listener;

/// <summary>
/// Lets memcached clients talk to a store, over TCP and unix sockets. The store stays its owner's: the process may use it at the same time, and
/// it lives on when the server ends. Needs no host. Members may be called from any thread; <see cref="StartAsync"/> once.
/// </summary>
/// <example>
/// <code>
/// await using var server = new MemcachedServer(store, new MemcachedListenerOptions());
/// await server.StartAsync();
/// </code>
/// </example>
public sealed class MemcachedServer : IAsyncDisposable, IServerControl
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly MemcachedListenerOptions _options;
    private readonly CommandContext _context;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly ILoggerFactory _loggerFactory;
    private readonly ConcurrentDictionary<int, MemcachedConnection> _connections = new();
    private readonly List<(IConnectionListener Listener, EndpointRules Rules, Task Accepting)> _listeners = [];
    private readonly List<UdpListener> _udp = [];
    private readonly ConnectionRoom _room;
    private RuleBook? _rules;
    private SocketTransport? _transport;
    private Timer? _timer;
    private int _lastNumber;
    private int _state;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="store">What clients talk to.</param>
    /// <param name="options">Checked here, once; later changes to the object have no effect.</param>
    /// <param name="loggerFactory">Where the server logs, never a key; null = nowhere.</param>
    /// <param name="timeProvider">The calendar; null = the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names each.</exception>
    public MemcachedServer(CacheStore store, MemcachedListenerOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        MemcachedListenerOptionsValidator.ThrowIfWrong(options);
        _options = options;
        _room = new ConnectionRoom(options.MaxConnections, options.WaitAtMaxConnections);
        _context = new CommandContext(store, options, timeProvider ?? TimeProvider.System);
        _context.Settings.Verbosity = options.Verbosity;
        _name = store.Name;
        _loggerFactory = loggerFactory ?? NullLoggerFactory.Instance;
        _logger = _loggerFactory.CreateLogger<MemcachedServer>();
    }

    /// <summary>Raised on a thread of its own choice when a client asks for the end with <c>shutdown</c>. Whoever owns the server then ends it, and the process if that is meant.</summary>
    public event EventHandler<ShutdownRequestedEventArgs>? ShutdownRequested;

    /// <summary>The addresses that are listened on, with the ports that were free; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<EndPoint> BoundEndpoints => _context.BoundEndpoints;

    /// <summary>The UDP addresses that are listened on, with the ports that were free; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<EndPoint> BoundUdpEndpoints => _context.BoundUdpEndpoints;

    /// <summary>Connections that are open.</summary>
    public int ConnectionCount => _room.Open;

    internal CommandContext Context => _context;

    /// <summary>Begins to listen on all endpoints. If one of them fails, on none.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">An address cannot be had, or a file of users or certificates cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file of users or certificates is not of the format.</exception>
    /// <exception cref="InvalidOperationException">The server was started before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) != 0)
        {
            throw new InvalidOperationException("A server is started once; make another one.");
        }

        RuleBook rules = _rules = new RuleBook(_options);
        IConnectionListenerFactory factory = SocketTransport.IsSupported && !_options.UsePlatformSockets
            ? _transport = new SocketTransport(_options.ThreadCount, _options.Backlog, exception => _logger.ConnectionFailed(exception, _name), _context.Memory)
            : PlatformSockets();
        try
        {
            foreach (MemcachedEndpoint endpoint in _options.Endpoints)
            {
                await ListenAsync(factory, endpoint, rules, cancellationToken).ConfigureAwait(false);
            }

            foreach (string address in _options.UdpAddresses)
            {
                await ListenToDatagramsAsync(address, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await StopAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }

        _context.BoundEndpoints = [.. _listeners.Select(one => one.Listener.EndPoint)];
        _context.BoundUdpEndpoints = [.. _udp.Select(one => one.EndPoint)];
        _timer = new Timer(static server => ((MemcachedServer)server!).Tick(), this, TickInterval, TickInterval);
    }

    /// <summary>Stops listening, and closes all connections once what they have asked for is answered.</summary>
    /// <param name="cancellationToken">Ends the patience with connections that do not end by themselves.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _state, 2) == 2)
        {
            return;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        foreach ((IConnectionListener listener, _, _) in _listeners)
        {
            await listener.UnbindAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _room.Close();
        foreach (UdpListener listener in _udp)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        foreach ((IConnectionListener listener, _, Task accepting) in _listeners)
        {
            await accepting.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // not on a loop's thread, which ends here
            await listener.DisposeAsync().ConfigureAwait(false);
            SocketFile.Remove(listener.EndPoint);
        }

        foreach (MemcachedConnection connection in _connections.Values)
        {
            connection.Close("shutdown");
        }

        using (cancellationToken.Register(static connections => AbortAll((ConcurrentDictionary<int, MemcachedConnection>)connections!), _connections))
        {
            await Task.WhenAll(_connections.Values.Select(static one => one.Ended)).ConfigureAwait(false);
        }

        if (_transport is not null)
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
        }

        if (_listeners.Count > 0)
        {
            _logger.Stopped(_name);
        }
    }

    /// <summary>Reads the files of users once more, for connections that have not named one yet.</summary>
    /// <exception cref="IOException">A file cannot be read; who was known stays known.</exception>
    /// <exception cref="InvalidDataException">A file is not of the format; who was known stays known.</exception>
    public void ReloadCredentials() => _rules?.ReloadCredentials();

    /// <summary>Reads the certificates once more, for connections that are still to come.</summary>
    /// <exception cref="IOException">A file cannot be read; what was read before stays.</exception>
    /// <exception cref="InvalidDataException">A file holds something else; what was read before stays.</exception>
    /// <exception cref="InvalidOperationException">There are none: <see cref="MemcachedListenerOptions.Tls"/> is not set, or the server not started.</exception>
    public void ReloadCertificates() => (_rules?.Certificates ?? throw new InvalidOperationException("There are no certificates.")).Reload();

    /// <summary>As <see cref="StopAsync"/>, with patience of a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await StopAsync(patience.Token).ConfigureAwait(false);
    }

    IReadOnlyList<ConnectionDescription> IServerControl.DescribeConnections()
    {
        IEnumerable<ConnectionDescription> listening = _listeners.Select(
            (one, index) => new ConnectionDescription(index + 1, one.Rules.Address, ListenAddress: null, "conn_listening", (long)_context.Time.UptimeSeconds));
        IEnumerable<ConnectionDescription> datagrams = _udp.Select(
            (one, index) => new ConnectionDescription(_listeners.Count + index + 1, $"udp:{one.EndPoint}", ListenAddress: null, "conn_read", (long)_context.Time.UptimeSeconds));
        return [.. listening, .. datagrams, .. _connections.Values.Select(static one => one.Describe()).OrderBy(static one => one.Number)];
    }

    AcceptFigures IServerControl.Accepting => _room.Figures;

    long? IServerControl.SecondsSinceCertificates => _rules?.Certificates?.SecondsSinceLoad;

    string? IServerControl.TryReloadCertificates()
    {
        try
        {
            ReloadCertificates();
            return null;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return exception.Message;
        }
    }

    void IServerControl.RequestShutdown(bool isGraceful)
    {
        _logger.ShutdownRequested(_name, isGraceful);

        // Not here: this is the connection that asked, and ending waits for it.
        _ = Task.Run(() => ShutdownRequested?.Invoke(this, new ShutdownRequestedEventArgs(isGraceful)));
    }

    private static void AbortAll(ConcurrentDictionary<int, MemcachedConnection> connections)
    {
        foreach (MemcachedConnection connection in connections.Values)
        {
            connection.Abort();
        }
    }

    private SocketTransportFactory PlatformSockets()
    {
        var settings = new SocketTransportOptions
        {
            Backlog = _options.Backlog,
            UnsafePreferInlineScheduling = true,
            IOQueueCount = _options.ThreadCount,
            CreateBoundListenSocket = BoundSocket.At,
        };
        return new SocketTransportFactory(Options.Create(settings), _loggerFactory);
    }

    private async Task ListenAsync(IConnectionListenerFactory factory, MemcachedEndpoint endpoint, RuleBook rules, CancellationToken cancellationToken)
    {
        EndpointRules common = rules.For(endpoint);
        foreach (EndPoint address in await AddressesAsync(endpoint.Address, cancellationToken).ConfigureAwait(false))
        {
            SocketFile.Remove(address);
            EndPoint place = address is UnixDomainSocketEndPoint file ? new UnixSocketEndPoint(file, endpoint.UnixMode) : address;
            IConnectionListener listener = await BindAsync(factory, place, cancellationToken).ConfigureAwait(false);
            EndpointRules rulesHere = common with { Address = AddressText.Of(listener.EndPoint, endpoint.Address) };
            _ = Interlocked.Increment(ref _lastNumber);
            _listeners.Add((listener, rulesHere, AcceptAsync(listener, rulesHere)));
            _logger.Listening(_name, rulesHere.Address);
            if (rulesHere.LetsAnybodyIn && EndpointParser.IsOpen(address))
            {
                _logger.OpenToAll(_name, rulesHere.Address);
            }
        }
    }

    private static async Task<IEnumerable<EndPoint>> AddressesAsync(string text, CancellationToken cancellationToken)
    {
        _ = EndpointParser.TryParse(text, out EndPoint parsed);
        return parsed is DnsEndPoint name
            ? (await Dns.GetHostAddressesAsync(name.Host, cancellationToken).ConfigureAwait(false)).Select(one => new IPEndPoint(one, name.Port))
            : [parsed];
    }

    private async Task ListenToDatagramsAsync(string text, CancellationToken cancellationToken)
    {
        foreach (EndPoint address in await AddressesAsync(text, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var executor = new DatagramExecutor(_context, this, Interlocked.Increment(ref _lastNumber));
                _udp.Add(new UdpListener((IPEndPoint)address, executor, exception => _logger.ConnectionFailed(exception, _name)));
            }
            catch (SocketException exception)
            {
                throw new IOException($"Memcached clients cannot be served over UDP on {address}: {exception.Message}", exception);
            }

            _logger.ListeningToDatagrams(_name, _udp[^1].EndPoint.ToString());
            if (EndpointParser.IsOpen(address))
            {
                _logger.DatagramsOpenToAll(_name, _udp[^1].EndPoint.ToString());
            }
        }
    }

    private static async Task<IConnectionListener> BindAsync(IConnectionListenerFactory factory, EndPoint address, CancellationToken cancellationToken)
    {
        try
        {
            return await factory.BindAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AddressInUseException or SocketException)
        {
            throw new IOException($"Memcached clients cannot be served on {address}: {exception.Message}", exception);
        }
    }

    private async Task AcceptAsync(IConnectionListener listener, EndpointRules rules)
    {
        await Task.Yield();
        long silentUntil = 0;
        while (true)
        {
            try
            {
                ConnectionContext? transport = await listener.AcceptAsync().ConfigureAwait(false);
                if (transport is null)
                {
                    return;
                }

                await AdmitAsync(transport, rules).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // whatever it is, those who come later are to get in
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (Volatile.Read(ref _state) == 2)
                {
                    return;
                }

                silentUntil = TellOfFailure(exception, rules, silentUntil);
                await Task.Delay(TimeSpan.FromMilliseconds(10)).ConfigureAwait(false); // too many files open: give others time to close theirs
            }
        }
    }

    /// <summary>Logs it, once a second at most.</summary>
    /// <returns>Until when nothing more is logged.</returns>
    private long TellOfFailure(Exception exception, EndpointRules rules, long silentUntil)
    {
        long now = Environment.TickCount64;
        if (now < silentUntil)
        {
            return silentUntil;
        }

        try
        {
            _logger.AcceptFailed(exception, _name, rules.Address);
        }
#pragma warning disable CA1031 // a log that cannot be written to keeps nobody out
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        return now + (long)TickInterval.TotalMilliseconds;
    }

    private async ValueTask AdmitAsync(ConnectionContext transport, EndpointRules rules)
    {
        _context.Counts.Mine.Add(ListenerCounter.TotalConnections);
        if (!await _room.EnterAsync().ConfigureAwait(false))
        {
            _ = RejectAsync(transport);
            return;
        }

        try
        {
            Serve(transport, rules);
        }
        catch
        {
            _room.Leave();
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Serve(ConnectionContext transport, EndpointRules rules)
    {
        var connection = new MemcachedConnection(transport, _context, this, rules, Interlocked.Increment(ref _lastNumber));
        _connections[connection.Number] = connection;
        _ = transport is SocketConnection ? RunAsync(connection) : Task.Run(() => RunAsync(connection)); // a platform's socket may be served in one go for long
    }

    private async Task RunAsync(MemcachedConnection connection)
    {
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever one connection met, the others must not hear of
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _logger.ConnectionFailed(exception, _name);
        }
        finally
        {
            _ = _connections.TryRemove(connection.Number, out _);
            _room.Leave();
            connection.End();
        }
    }

    private async Task RejectAsync(ConnectionContext transport)
    {
        try
        {
            _context.Counts.Mine.Add(ListenerCounter.RejectedConnections);
            await transport.Transport.Output.WriteAsync(ReplyLines.TextOf(ReplyLine.TooManyConnections).ToArray()).ConfigureAwait(false);
            await transport.Transport.Input.CompleteAsync().ConfigureAwait(false);
            await transport.Transport.Output.CompleteAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has left before it was told.
        }
        finally
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            _room.Leave();
        }
    }

    /// <summary>Once a second: closes idle connections, carries out a planned flush.</summary>
    private void Tick()
    {
        foreach (MemcachedConnection connection in _connections.Values)
        {
            TimeSpan timeout = connection.Rules.IdleTimeout;
            if (timeout > TimeSpan.Zero && !connection.Rules.IsLocal && connection.IsWaiting && connection.Idle > timeout)
            {
                _context.Counts.Mine.Add(ListenerCounter.IdleKicks);
                connection.Close("idle_timeout");
            }
        }

        try
        {
            _context.Flush.RunDue();
        }
        catch (ObjectDisposedException)
        {
            // The store has ended before its server.
        }
    }
}
