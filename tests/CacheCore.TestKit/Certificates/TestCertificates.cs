using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CacheCore.TestKit;

/// <summary>An authority, and certificates it vouches for, as files in a folder of their own.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachecore").FullName;
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
        WriteServer("server");
    }

    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    public string ServerFile => Path.Combine(_folder, "server.pem");

    public string ServerKeyFile => Path.Combine(_folder, "server.key");

    /// <summary>Writes another certificate into the server's files. It is good for localhost, whatever its name.</summary>
    public void WriteServer(string name)
    {
        using X509Certificate2 certificate = Make(name, _authority);
        Write(certificate, ServerFile, ServerKeyFile);
    }

    /// <summary>Writes <see cref="Client"/> and its key into one file.</summary>
    public string WriteClient() => WriteToOneFile(Client());

    /// <summary>Writes <see cref="Stranger"/> and its key into one file.</summary>
    public string WriteStranger() => WriteToOneFile(Stranger());

    public X509Certificate2 Client() => Make("client", _authority);

    /// <summary>A certificate that nobody vouches for.</summary>
    public static X509Certificate2 Stranger() => Make("stranger", issuer: null);

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string WriteToOneFile(X509Certificate2 certificate)
    {
        string file = Path.Combine(_folder, Path.GetRandomFileName());
        Write(certificate, file, file + ".key");
        File.AppendAllText(file, "\n" + File.ReadAllText(file + ".key"));
        certificate.Dispose();
        return file;
    }

    private static void Write(X509Certificate2 certificate, string file, string keyFile)
    {
        File.WriteAllText(file, certificate.ExportCertificatePem());
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset from = DateTimeOffset.UtcNow.AddHours(-1);
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, from.AddDays(1));
        }

        using X509Certificate2 certificate = request.Create(issuer, from, from.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
