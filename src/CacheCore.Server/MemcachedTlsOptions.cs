namespace CacheCore.Server;

/// <summary>How connections are encrypted, and who is let in by a certificate.</summary>
public sealed class MemcachedTlsOptions
{
    /// <summary>A file in PEM format with the server's certificate and, behind it, those that vouch for it. Must be set.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>A file in PEM format with the private key; null = it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Whether clients have to show certificates.</summary>
    public MemcachedClientCertificates ClientCertificates { get; set; }

    /// <summary>A file in PEM format with the authorities that may vouch for clients; null = those that the system trusts.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>True: TLS 1.2 is refused, too. Older versions always are.</summary>
    public bool RequireTls13 { get; set; }

    /// <summary>
    /// Cipher suites that may be agreed on, by OpenSSL's names, separated by colons:
    /// <c>ECDHE-RSA-AES256-GCM-SHA384:TLS_AES_256_GCM_SHA384</c>. A list without one of TLS 1.3 leaves all of those. On Linux alone.
    /// Null = what the system allows.
    /// </summary>
    public string? Ciphers { get; set; }

    /// <summary>True: a client that comes again may go on with the keys of its last connection, which saves it a handshake.</summary>
    public bool AllowResume { get; set; }

    /// <summary>A client that has not done its part of the handshake is closed after this time, from a second on.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The same once more, which changes to this one do not reach.</summary>
    public MemcachedTlsOptions Copy() => (MemcachedTlsOptions)MemberwiseClone();
}
