using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CacheCore.Throughput.Wire;

/// <summary>A certificate that signed itself, in a file that both servers read. The file goes with the object.</summary>
internal sealed class WireCertificate : IDisposable
{
    public const string ClientOptions = "--tls-insecure";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"cachecore-wire-{Environment.ProcessId}.pem");

    public WireCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(_file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>What both servers take.</summary>
    public string ServerOptions => $"-Z -o ssl_chain_cert={_file},ssl_key={_file}";

    public void Dispose() => File.Delete(_file);
}
