using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using CacheCore.Server.Connections;
using CacheCore.Transport.Addresses;
using CacheCore.Transport.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace CacheCore.Server.Endpoints;

/// <summary>
/// Lets memcached clients in and has what they say carried out, at all endpoints of a server.
/// Members may be called from any thread; to listen once.
/// </summary>
public sealed class ServerHost
{
    private readonly HostSettings _settings;
    private readonly ConnectionServices _services;
    private readonly ILogger _logger;
    private readonly ConnectionQuota _quota;
    private readonly ConnectionSet _connections;
    private volatile EndpointAcceptor[] _acceptors = [];
    private volatile UdpEndpoint[] _udp = [];
    private EndpointTable? _table;
    private SocketTransport? _transport;

    /// <summary>Makes one that does not listen yet.</summary>
    /// <param name="settings">Where, and for whom.</param>
    /// <param name="services">What is behind all connections.</param>
    /// <param name="logger">Never told a key, a value or a password.</param>
    public ServerHost(HostSettings settings, ConnectionServices services, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _services = services;
        _logger = logger;
        _quota = new ConnectionQuota(settings.MaxConnections, settings.WaitAtMaxConnections);
        _connections = new ConnectionSet(services, _quota, TellOfFailure);
    }

    /// <summary>The addresses that are listened on, with the ports that were free; empty until all are.</summary>
    public IReadOnlyList<EndPoint> BoundEndpoints { get; private set; } = [];

    /// <summary>The UDP addresses that are listened on, with the ports that were free; empty until all are.</summary>
    public IReadOnlyList<EndPoint> BoundUdpEndpoints { get; private set; } = [];

    /// <summary>True if it has come to listen anywhere.</summary>
    public bool HasListened => _acceptors.Length > 0;

    /// <summary>Connections that are open.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Whether connections are accepted now, and how it was before.</summary>
    public AcceptFigures Accepting => _quota.Figures;

    /// <summary>Seconds since the certificates were read; null = there are none.</summary>
    public long? SecondsSinceCertificates => _table?.Certificates?.SecondsSinceLoad;

    /// <summary>What is known of endpoints and connections, by number.</summary>
    /// <param name="uptime">Seconds since the endpoints are there.</param>
    public IReadOnlyList<ConnectionDescription> Describe(long uptime)
    {
        IEnumerable<ConnectionDescription> listening = _acceptors.Select(
            one => new ConnectionDescription(one.Number, one.Settings.Address, ListenAddress: null, "conn_listening", uptime));
        IEnumerable<ConnectionDescription> datagrams = _udp.Select(
            one => new ConnectionDescription(one.Number, $"udp:{one.EndPoint}", ListenAddress: null, "conn_read", uptime));
        return [.. listening, .. datagrams, .. _connections.Describe()];
    }

    /// <summary>Reads the files of users once more, for connections that have not named one yet.</summary>
    /// <exception cref="IOException">A file cannot be read; who was known stays known.</exception>
    /// <exception cref="InvalidDataException">A file is not of the format; who was known stays known.</exception>
    public void ReloadCredentials() => _table?.ReloadCredentials();

    /// <summary>Reads the certificates once more, for connections that are still to come.</summary>
    /// <exception cref="IOException">A file cannot be read; what was read before stays.</exception>
    /// <exception cref="InvalidDataException">A file holds something else; what was read before stays.</exception>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public void ReloadCertificates() =>
        (_table?.Certificates ?? throw new InvalidOperationException("There are no certificates.")).Reload();

    /// <summary>Closes connections that have not asked for anything for longer than their endpoint allows.</summary>
    public void CloseIdle() => _connections.CloseIdle();

    /// <summary>Tells the log of what should not have happened; others go on.</summary>
    public void TellOfFailure(Exception exception) => _logger.ConnectionFailed(exception, _settings.Name);

    /// <summary>Begins to listen on all endpoints. If one of them fails, <see cref="CloseAsync"/> ends the others.</summary>
    /// <exception cref="IOException">An address cannot be had, or a file of users or certificates cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file of users or certificates is not of the format.</exception>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        _table = new EndpointTable(_settings);
        _transport = MakeTransport();
        IReadOnlyList<EndPoint[]> addresses = await ResolveAsync(
            _settings.Endpoints.Select(static one => one.Address), cancellationToken).ConfigureAwait(false);
        for (int number = 0; number < addresses.Count; number++)
        {
            await ListenAsync(_transport, _settings.Endpoints[number], addresses[number], cancellationToken).ConfigureAwait(false);
        }

        foreach (EndPoint[] some in await ResolveAsync(_settings.UdpAddresses, cancellationToken).ConfigureAwait(false))
        {
            foreach (UdpEndpoint one in await SharedPort.BindAsync(
                some, BindDatagrams, static one => one.EndPoint, static one => one.DisposeAsync()).ConfigureAwait(false))
            {
                ListenToDatagrams(one);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        BoundEndpoints = [.. _acceptors.Select(static one => one.EndPoint)];
        BoundUdpEndpoints = [.. _udp.Select(static one => one.EndPoint)];
    }

    /// <summary>Stops listening, and closes all connections once what they have asked for is answered.</summary>
    /// <param name="cancellationToken">Those that are left then are cut off.</param>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        foreach (EndpointAcceptor acceptor in _acceptors)
        {
            await acceptor.UnbindAsync().ConfigureAwait(false);
        }

        _quota.Close();
        foreach (UdpEndpoint endpoint in _udp)
        {
            await endpoint.DisposeAsync().ConfigureAwait(false);
        }

        foreach (EndpointAcceptor acceptor in _acceptors)
        {
            await acceptor.DisposeAsync().ConfigureAwait(false);
        }

        await _connections.CloseAllAsync(cancellationToken).ConfigureAwait(false);
        if (_transport is not null)
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
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
                Threads = _settings.Threads,
                Backlog = _settings.Backlog,
                Memory = _services.Memory,
                OnError = TellOfFailure,
                UsesEventLoops = SocketTransport.HasEventLoops && !_settings.UsesPlatformSockets,
            });
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"Memcached clients cannot be served: {exception.Message}", exception);
        }
    }

    private async Task ListenAsync(
        SocketTransport transport, MemcachedEndpoint endpoint, EndPoint[] addresses, CancellationToken cancellationToken)
    {
        EndpointSettings common = _table!.For(endpoint);
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
            EndpointSettings here = common with { Address = ConnectionAddress.Of(listener.EndPoint, endpoint.Address) };
            Action<Exception> onError = exception => _logger.AcceptFailed(exception, _settings.Name, here.Address);
            _acceptors = [.. _acceptors, new EndpointAcceptor(listener, here, _connections, onError)];
            _logger.Listening(_settings.Name, here.Address);
            if (here.LetsAnybodyIn && AddressText.IsOpen(listener.EndPoint))
            {
                _logger.OpenToAll(_settings.Name, here.Address);
            }
        }
    }

    private ValueTask<UdpEndpoint> BindDatagrams(EndPoint address)
    {
        try
        {
            var executor = new DatagramExecutor(_services, _connections.NextNumber());
            return new ValueTask<UdpEndpoint>(new UdpEndpoint((IPEndPoint)address, executor, TellOfFailure));
        }
        catch (SocketException exception)
        {
            throw new IOException($"Memcached clients cannot be served over UDP on {address}: {exception.Message}", exception);
        }
    }

    private void ListenToDatagrams(UdpEndpoint endpoint)
    {
        _udp = [.. _udp, endpoint];
        _logger.ListeningToDatagrams(_settings.Name, endpoint.EndPoint.ToString());
        if (AddressText.IsOpen(endpoint.EndPoint))
        {
            _logger.DatagramsOpenToAll(_settings.Name, endpoint.EndPoint.ToString());
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
}
