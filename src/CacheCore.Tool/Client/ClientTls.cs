using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CacheCore.Tool.Platform;

namespace CacheCore.Tool.Client;

/// <summary>
/// How connections to a server are encrypted: whom it is believed to be, and what it is shown. Members may be called from any thread.
/// </summary>
internal sealed class ClientTls
{
    private X509Certificate2Collection? _authorities;    // null = those that the system trusts
    private SslStreamCertificateContext? _own;           // null = nothing is shown
    private bool _believesAnybody;

    /// <summary>Reads the files, all in PEM format.</summary>
    /// <param name="authorityFile">Who may vouch for the server; null = whom the system trusts.</param>
    /// <param name="certificateFile">What the server is shown, and behind it what vouches for that; null = nothing.</param>
    /// <param name="keyFile">Its private key; null = it is in the same file.</param>
    /// <param name="believesAnybody">True: whatever the server shows is taken.</param>
    /// <exception cref="RefusedException">A file cannot be read, or holds something else.</exception>
    public static ClientTls Read(string? authorityFile, string? certificateFile, string? keyFile, bool believesAnybody) => !OpenSsl.IsThere
        ? throw new RefusedException(ExitCode.System, "cachecore: TLS needs OpenSSL, and there is no libssl.so.3 here")
        : new ClientTls
        {
            _authorities = authorityFile is null ? null : ReadAuthorities(authorityFile),
            _own = certificateFile is null ? null : ReadCertificate(certificateFile, keyFile),
            _believesAnybody = believesAnybody,
        };

    /// <summary>Shakes hands with the server over a stream, which belongs to the result from then on.</summary>
    /// <exception cref="ClientException">The server is not to be believed, knows no TLS, or does not take its part in time.</exception>
    public async Task<SslStream> EncryptAsync(Stream plain, ClientSettings settings, CancellationToken cancel)
    {
        var doubts = new Doubts();
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await Patience.ForAsync(
                settings,
                async patience => await encrypted.AuthenticateAsClientAsync(OptionsFor(settings, doubts), patience).ConfigureAwait(false),
                "does not shake hands",
                cancel).ConfigureAwait(false);
            return encrypted;
        }
        catch (AuthenticationException failure)
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw doubts.Text is { } text
                ? new ClientException(ExitCode.NoPermission, settings.Server, $"the server's certificate is not trusted: {text}", failure)
                : new ClientException(
                    ExitCode.Protocol, settings.Server, $"no agreement on TLS: {(failure.InnerException ?? failure).Message}", failure);
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private SslClientAuthenticationOptions OptionsFor(ClientSettings settings, Doubts doubts)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = ServerAddress.HostOf(settings.Server),
            ClientCertificateContext = _own,
            CertificateChainPolicy = policy,
#pragma warning disable CA5359 // taking whatever the server shows is what --tls-insecure asks for, by that name
            RemoteCertificateValidationCallback = (_, _, chain, errors) => _believesAnybody || doubts.AreNone(errors, chain),
#pragma warning restore CA5359
        };
    }

    private static X509Certificate2Collection ReadAuthorities(string file) => AccessFile.Make(AccessOptions.Authority, file, text =>
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPem(text);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("There is no certificate in it.");
    });

    private static SslStreamCertificateContext ReadCertificate(string file, string? keyFile) => keyFile is null
        ? AccessFile.Make(AccessOptions.Certificate, file, static text => CertificateOf(text, text))
        : AccessFile.Make((AccessOptions.Certificate, file), (AccessOptions.Key, keyFile), CertificateOf);

    private static SslStreamCertificateContext CertificateOf(string text, string key)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(text);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(text, key), chain, offline: true);
    }

    /// <summary>What speaks against a server's certificate.</summary>
    private sealed class Doubts
    {
        /// <summary>For people; null = nothing.</summary>
        public string? Text { get; private set; }

        public bool AreNone(SslPolicyErrors errors, X509Chain? chain)
        {
            Text = errors switch
            {
                SslPolicyErrors.None => null,
                _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "it shows none",
                _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) =>
                    string.Join(", ", (chain?.ChainStatus ?? []).Select(static one => one.StatusInformation).Distinct()),
                _ => "it is for another name",
            };
            return Text is null;
        }
    }
}
