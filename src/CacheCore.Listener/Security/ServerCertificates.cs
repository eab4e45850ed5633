using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Security;

/// <summary>
/// The server's certificate, and what is asked of clients; read from files, and read again while connections are open. Connections keep
/// what they began with. Members may be called from any thread.
/// </summary>
internal sealed class ServerCertificates
{
    private readonly MemcachedTlsOptions _options;
    private readonly Func<string, string> _wordFor;
    private volatile Loaded _loaded;

    /// <param name="options">Name the files.</param>
    /// <param name="wordFor">How an option is called in messages.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file holds something else.</exception>
    public ServerCertificates(MemcachedTlsOptions options, Func<string, string> wordFor)
    {
        _options = options;
        _wordFor = wordFor;
        _loaded = Load();
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
    public void Reload() => _loaded = Load();

    private Loaded Load()
    {
        (SslStreamCertificateContext certificate, X509Certificate2Collection? authorities) = (ReadCertificate(), ReadAuthorities());
        return new Loaded(
            Make(_options, certificate, authorities, MemcachedClientCertificates.None),
            Make(_options, certificate, authorities, MemcachedClientCertificates.Request),
            Make(_options, certificate, authorities, MemcachedClientCertificates.Require),
            Environment.TickCount64);
    }

    private SslStreamCertificateContext ReadCertificate()
    {
        (string text, string files) = Read(nameof(_options.CertificateFile), _options.CertificateFile!);
        string key = text;
        if (_options.KeyFile is { } keyFile)
        {
            (key, string keyName) = Read(nameof(_options.KeyFile), keyFile);
            files += $" with {keyName}";
        }

        return OptionFile.Use(files, () =>
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(text);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(text, key), chain, offline: true);
        });
    }

    /// <summary>Null: those that the system trusts.</summary>
    private X509Certificate2Collection? ReadAuthorities()
    {
        if (_options.AuthorityFile is not { } path)
        {
            return null;
        }

        (string text, string file) = Read(nameof(_options.AuthorityFile), path);
        return OptionFile.Use(file, () =>
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(text);
            return authorities.Count > 0 ? authorities : throw new CryptographicException("There is no certificate in it.");
        });
    }

    private (string Text, string Name) Read(string option, string path)
    {
        string word = _wordFor(option);
        return (OptionFile.Read(word, path, File.ReadAllText), OptionFile.Name(word, path));
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
