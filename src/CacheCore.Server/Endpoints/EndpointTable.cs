using CacheCore.Server.Authentication;
using CacheCore.Server.Certificates;
using CacheCore.Server.Connections;

namespace CacheCore.Server.Endpoints;

/// <summary>
/// What holds at each endpoint of a server: made of its settings, with the files of users and certificates that they name.
/// </summary>
internal sealed class EndpointTable
{
    private readonly HostSettings _settings;
    private readonly FailureTable _failures = new();
    private readonly List<Credentials> _credentials = [];

    /// <exception cref="IOException">A file of certificates cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public EndpointTable(HostSettings settings)
    {
        _settings = settings;
        Certificates = settings.Tls is { } tls ? new ServerCertificates(tls) : null;
    }

    /// <summary>Null: nothing is encrypted.</summary>
    public ServerCertificates? Certificates { get; }

    /// <summary>The rules of an endpoint, whatever its address turns out to be.</summary>
    /// <exception cref="IOException">Its file of users cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not of the format.</exception>
    public EndpointSettings For(MemcachedEndpoint endpoint) => new(
        endpoint.Protocol,
        LoginOf(endpoint),
        endpoint.IdleTimeout ?? _settings.IdleTimeout ?? TimeSpan.Zero,
        endpoint.Address,
        endpoint.UnixPath is not null,
        IsEncrypted(endpoint) ? Certificates : null,
        ClientCertificatesOf(endpoint));

    /// <summary>Reads the files of users once more.</summary>
    /// <exception cref="IOException">A file cannot be read; who was known stays known.</exception>
    /// <exception cref="InvalidDataException">A file is not of the format; who was known stays known.</exception>
    public void ReloadCredentials()
    {
        Action[] changes = [.. _credentials.Select(static one => one.PrepareReload())]; // all are read before any of them counts
        Array.ForEach(changes, static change => change());
    }

    private LoginSettings? LoginOf(MemcachedEndpoint endpoint)
    {
        string? sasl = endpoint.SaslFile ?? _settings.SaslFile;
        bool isSasl = !string.IsNullOrEmpty(sasl);
        string? file = isSasl ? sasl : endpoint.AuthFile ?? _settings.AuthFile;
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        var credentials = new Credentials(file, isSasl);
        _credentials.Add(credentials);
        return new LoginSettings(credentials, isSasl, _failures);
    }

    private static bool IsEncrypted(MemcachedEndpoint endpoint) => endpoint.Tls switch
    {
        MemcachedEndpointTls.Off => false,
        MemcachedEndpointTls.Auto => endpoint.UnixPath is null,
        _ => true,
    };

    private MemcachedClientCertificates ClientCertificatesOf(MemcachedEndpoint endpoint) => endpoint.Tls switch
    {
        MemcachedEndpointTls.Server => MemcachedClientCertificates.None,
        MemcachedEndpointTls.Mutual => MemcachedClientCertificates.Require,
        _ => _settings.Tls?.ClientCertificates ?? MemcachedClientCertificates.None,
    };
}
