using CacheCore.Access.Options;
using CacheCore.Server;
using CacheCore.Server.Certificates;
using static CacheCore.Access.Options.OptionRows<CacheCore.Server.MemcachedTlsOptions>;

namespace CacheCore.Listener.Options;

/// <summary>
/// All that is known of <see cref="MemcachedTlsOptions"/>, a row each, in the order of docs/listener.md, which a test holds against it.
/// </summary>
internal static class MemcachedTlsOptionsTable
{
    private static readonly OptionReader<string?> File = OptionReader.Text.In("a PEM file");

    private static readonly OptionRange<string?> Certificate = new(
        static file => !string.IsNullOrEmpty(file), "a file with the server's certificate", "a PEM file");

    private static readonly OptionRange<TimeSpan?> Handshake = new(
        static time => time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(1), "from a second to a day", "a second to a day");

    public static OptionTable<MemcachedTlsOptions> All { get; } = new("Tls", "Tls", CheckCiphers,
    [
        Of(o => o.CertificateFile, (o, value) => o.CertificateFile = value, File, Certificate),
        Of(o => o.KeyFile, (o, value) => o.KeyFile = value, File),
        Of(o => o.ClientCertificates, (o, value) => o.ClientCertificates = value,
            OptionReader.OneOf<MemcachedClientCertificates>(), OptionRange.OneOf<MemcachedClientCertificates>()),
        Of(o => o.AuthorityFile, (o, value) => o.AuthorityFile = value, File),
        Of(o => o.RequireTls13, (o, value) => o.RequireTls13 = value, OptionReader.YesNo),
        Of(o => o.Ciphers, (o, value) => o.Ciphers = value, OptionReader.Text.In("OpenSSL's names, by colons")),
        Of(o => o.AllowResume, (o, value) => o.AllowResume = value, OptionReader.YesNo),
        Of(o => (TimeSpan?)o.HandshakeTimeout, (o, value) => o.HandshakeTimeout = value ?? o.HandshakeTimeout, OptionReader.Time,
            Handshake),
    ]);

    private static void CheckCiphers(MemcachedTlsOptions options, OptionProblems problems)
    {
        if (options.Ciphers is not { } ciphers)
        {
            return;
        }

        string? unknown = CipherNames.FirstUnknown(ciphers);
        problems.Require(unknown is null, nameof(options.Ciphers), unknown, $"one or more of {string.Join(':', CipherNames.Known)}");
        problems.Require(OperatingSystem.IsLinux(), nameof(options.Ciphers), ciphers,
            "null on systems other than Linux, which choose themselves");
    }
}
