using CacheCore.Listener.Entry;
using CacheCore.Listener.Security;

namespace CacheCore.Listener.Connections;

/// <summary>
/// What holds at each endpoint of a server: made of its options, with the files of users and certificates that they name.
/// </summary>
internal sealed class RuleBook
{
    private readonly MemcachedListenerOptions _options;
    private readonly FailureTable _failures = new();
    private readonly List<Credentials> _credentials = [];

    /// <exception cref="IOException">A file of certificates cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public RuleBook(MemcachedListenerOptions options)
    {
        _options = options;
        Certificates = options.Tls is { } tls ? new ServerCertificates(tls, options.WordFor) : null;
    }

    /// <summary>Null: nothing is encrypted.</summary>
    public ServerCertificates? Certificates { get; }

    /// <summary>The rules of an endpoint, whatever its address turns out to be.</summary>
    /// <exception cref="IOException">Its file of users cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not of the format.</exception>
    public EndpointRules For(MemcachedEndpoint endpoint) => new(
        endpoint.Protocol,
        EntryOf(endpoint),
        endpoint.IdleTimeout ?? _options.IdleTimeout ?? TimeSpan.Zero,
        endpoint.Address,
        endpoint.IsUnixSocket,
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

    private EntryRules? EntryOf(MemcachedEndpoint endpoint)
    {
        string? sasl = endpoint.SaslFile ?? _options.SaslFile;
        bool isSasl = !string.IsNullOrEmpty(sasl);
        string? file = isSasl ? sasl : endpoint.AuthFile ?? _options.AuthFile;
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        string option = _options.WordFor(isSasl ? nameof(_options.SaslFile) : nameof(_options.AuthFile));
        var credentials = new Credentials(option, file, isSasl);
        _credentials.Add(credentials);
        return new EntryRules(credentials, isSasl, _failures);
    }

    private static bool IsEncrypted(MemcachedEndpoint endpoint) => endpoint.Tls switch
    {
        MemcachedEndpointTls.Off => false,
        MemcachedEndpointTls.Auto => !endpoint.IsUnixSocket,
        _ => true,
    };

    private MemcachedClientCertificates ClientCertificatesOf(MemcachedEndpoint endpoint) => endpoint.Tls switch
    {
        MemcachedEndpointTls.Server => MemcachedClientCertificates.None,
        MemcachedEndpointTls.Mutual => MemcachedClientCertificates.Require,
        _ => _options.Tls?.ClientCertificates ?? MemcachedClientCertificates.None,
    };
}
