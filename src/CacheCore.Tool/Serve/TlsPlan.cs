using CacheCore.Server;
using CacheCore.Tool.Platform;

namespace CacheCore.Tool.Serve;

/// <summary>memcached's words about certificates.</summary>
internal static class TlsPlan
{
    /// <summary>Turns encryption on if that was asked for.</summary>
    /// <exception cref="RefusedException">There is no certificate, nothing that could be encrypted, or nobody to do it.</exception>
    public static void Check(ServeSettings settings)
    {
        if (!settings.IsEncrypted)
        {
            settings.WordsOfTls.ForEach(word => ServeOptionReader.WithoutEffect(settings, $"-o {word}", "without -Z nothing is encrypted"));
            return;
        }

        if (settings.UnixSocket is not null)
        {
            throw ServeOptionReader.Unusable("ERROR: You cannot specify an SSL server on a unix socket.");
        }

        if (settings.Tls.CertificateFile is null)
        {
            throw ServeOptionReader.Unusable("ERROR: ssl_chain_cert argument not provided.");
        }

        if (!OpenSsl.IsThere)
        {
            throw new RefusedException(ExitCode.System, "ERROR: -Z needs OpenSSL, and there is no libssl.so.3 here.");
        }

        settings.Listener.Tls = settings.Tls;
    }

    /// <summary>ssl_verify_mode: 0 none, 1 request, 2 require, 3 once, which differs from 2 only where there is renegotiation.</summary>
    public static MemcachedClientCertificates Verify(int mode) => mode switch
    {
        0 => MemcachedClientCertificates.None,
        1 => MemcachedClientCertificates.Request,
        2 or 3 => MemcachedClientCertificates.Require,
        _ => throw ServeOptionReader.Wrong("Invalid ssl_verify_mode. Use help to see valid options."),
    };

    /// <summary>ssl_min_version: 0 to 3 for TLS 1.0 to 1.3.</summary>
    public static bool RequiresTls13(int version) => version switch
    {
        >= 0 and <= 2 => false,
        3 => true,
        _ => throw ServeOptionReader.Wrong("Invalid ssl_min_version. Use help to see valid options."),
    };

    /// <summary>ssl_keyformat: other than PEM there is none here.</summary>
    public static void CheckKeyFormat(string format)
    {
        if (!format.Equals("PEM", StringComparison.OrdinalIgnoreCase))
        {
            throw ServeOptionReader.Missing("-o ssl_keyformat", $"the format {format}");
        }
    }
}
