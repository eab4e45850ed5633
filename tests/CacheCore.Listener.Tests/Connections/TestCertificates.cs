using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CacheCore.Listener.Tests.Connections;

/// <summary>An authority, and certificates it vouches for, as files in a folder of their own.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachecore").FullName;
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
        WriteServer("server");
    }

    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    public string ServerFile => Path.Combine(_folder, "server.pem");

    public string ServerKeyFile => Path.Combine(_folder, "server.key");

    /// <summary>Writes another certificate into the server's files.</summary>
    public void WriteServer(string name)
    {
        using X509Certificate2 certificate = Make(name, _authority);
        File.WriteAllText(ServerFile, certificate.ExportCertificatePem());
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(ServerKeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Client() => Make("client", _authority);

    /// <summary>A certificate that nobody vouches for.</summary>
    public static X509Certificate2 Stranger() => Make("stranger", issuer: null);

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        DateTimeOffset from = DateTimeOffset.UtcNow.AddHours(-1);
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, from.AddDays(1));
        }

        using X509Certificate2 certificate = request.Create(issuer, from, from.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
