using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CacheCore.Server.Certificates;

/// <summary>
/// The server's certificate, and what is asked of clients; read from files, and read again while connections are open. Connections keep
/// what they began with. Members may be called from any thread.
/// </summary>
internal sealed class ServerCertificates
{
    private readonly MemcachedTlsOptions _options;
    private volatile Loaded _loaded;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file holds something else.</exception>
    public ServerCertificates(MemcachedTlsOptions options)
    {
        _options = options;
        _loaded = Load(options);
    }

    public TimeSpan HandshakeTimeout => _options.HandshakeTimeout;

    /// <summary>Whole seconds since the files were read.</summary>
    public long SecondsSinceLoad => (Environment.TickCount64 - _loaded.ReadAt) / 1000;

    /// <summary>What a handshake goes by, for one kind of endpoint.</summary>
    public SslServerAuthenticationOptions For(MemcachedClientCertificates clients) => clients switch
    {
        MemcachedClientCertificates.Require => _loaded.Mutual,
        MemcachedClientCertificates.Request => _loaded.Asking,
        _ => _loaded.Plain,
    };

    /// <summary>Reads the files once more, for connections that are still to come.</summary>
    /// <exception cref="IOException">A file cannot be read; the old ones stay.</exception>
    /// <exception cref="InvalidDataException">A file holds something else; the old ones stay.</exception>
    public void Reload() => _loaded = Load(_options);

    private static Loaded Load(MemcachedTlsOptions options)
    {
        string file = options.CertificateFile!;
        try
        {
            X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(file, options.KeyFile ?? file);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            var context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
            X509Certificate2Collection? authorities = null;
            if (options.AuthorityFile is { } authorityFile)
            {
                authorities = [];
                authorities.ImportFromPemFile(authorityFile);
                if (authorities.Count == 0)
                {
                    throw new InvalidDataException($"The file '{authorityFile}' holds no certificate.");
                }
            }

            return new Loaded(
                Make(options, context, authorities, MemcachedClientCertificates.None),
                Make(options, context, authorities, MemcachedClientCertificates.Request),
                Make(options, context, authorities, MemcachedClientCertificates.Require),
                Environment.TickCount64);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is not (IOException or InvalidDataException))
        {
            // Of any type: a key that does not go with its certificate is a CryptographicException or an ArgumentException, by its kind.
            throw new InvalidDataException($"The certificate '{file}' or its key cannot be used: {ReasonText.Of(exception)}", exception);
        }
    }

    private static SslServerAuthenticationOptions Make(
        MemcachedTlsOptions options, SslStreamCertificateContext context, X509Certificate2Collection? authorities,
        MemcachedClientCertificates clients)
    {
        var made = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = context,
            ClientCertificateRequired = clients != MemcachedClientCertificates.None,
#pragma warning disable CA5398 // the versions are the promise: what the system may allow beside them is not wanted
            EnabledSslProtocols = options.RequireTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            AllowTlsResume = options.AllowResume,
            AllowRenegotiation = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (options.Ciphers is { } ciphers && OperatingSystem.IsLinux())
        {
            made.CipherSuitesPolicy = new CipherSuitesPolicy(CipherNames.Parse(ciphers));
        }

        if (clients != MemcachedClientCertificates.None)
        {
            bool isRequired = clients == MemcachedClientCertificates.Require;
            made.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                shown is null ? !isRequired : errors == SslPolicyErrors.None;
            made.CertificateChainPolicy = PolicyOf(authorities);
        }

        return made;
    }

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection? authorities)
    {
        // What a stranger's certificate names is not fetched: the server would wait for it, and ask inside its own network.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    private sealed record Loaded(
        SslServerAuthenticationOptions Plain, SslServerAuthenticationOptions Asking, SslServerAuthenticationOptions Mutual, long ReadAt);
}
