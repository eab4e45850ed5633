using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CacheCore.TestKit;

/// <summary>
/// Ways in which a certificate and its key are found when somebody is in the middle of renewing them, or has made a mistake.
/// </summary>
internal static class BrokenCertificates
{
    private static readonly Dictionary<string, Action<TestCertificates>> Ways = new(StringComparer.Ordinal)
    {
        ["another certificate, EC"] = static files => File.WriteAllText(files.ServerFile, OfEc(ECCurve.NamedCurves.nistP256).Certificate),
        ["another certificate, EC of another curve"] = static files =>
            File.WriteAllText(files.ServerFile, OfEc(ECCurve.NamedCurves.nistP384).Certificate),
        ["another certificate, RSA"] = static files => File.WriteAllText(files.ServerFile, OfRsa().Certificate),
        ["another key, EC"] = static files => File.WriteAllText(files.ServerKeyFile, OfEc(ECCurve.NamedCurves.nistP256).Key),
        ["another key, RSA"] = static files => File.WriteAllText(files.ServerKeyFile, OfRsa().Key),
        ["a chain in the wrong order"] = static files =>
            File.WriteAllText(files.ServerFile, File.ReadAllText(files.AuthorityFile) + "\n" + File.ReadAllText(files.ServerFile)),
        ["an empty certificate"] = static files => File.WriteAllText(files.ServerFile, ""),
        ["an empty key"] = static files => File.WriteAllText(files.ServerKeyFile, ""),
        ["half a certificate"] = static files => Halve(files.ServerFile),
        ["half a key"] = static files => Halve(files.ServerKeyFile),
        ["a certificate of zeroes"] = static files =>
            File.WriteAllText(files.ServerFile, PemEncoding.WriteString("CERTIFICATE", new byte[200])),
        ["a key of zeroes"] = static files => File.WriteAllText(files.ServerKeyFile, PemEncoding.WriteString("PRIVATE KEY", new byte[200])),
        ["a key under a password"] = static files => File.WriteAllText(files.ServerKeyFile, EncryptedKey()),
        ["a certificate in place of the key"] = static files => File.Copy(files.ServerFile, files.ServerKeyFile, overwrite: true),
        ["a folder in place of the certificate"] = static files => MakeFolder(files.ServerFile),
        ["a folder in place of the key"] = static files => MakeFolder(files.ServerKeyFile),
        ["no certificate"] = static files => File.Delete(files.ServerFile),
        ["no key"] = static files => File.Delete(files.ServerKeyFile),
    };

    public static IEnumerable<string> Names => Ways.Keys;

    /// <summary>Breaks the server's files in a way.</summary>
    public static void Break(this TestCertificates files, string way) => Ways[way](files);

    private static (string Certificate, string Key) OfEc(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return (CertificateOf(new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256)), key.ExportPkcs8PrivateKeyPem());
    }

    private static (string Certificate, string Key) OfRsa()
    {
        using var key = RSA.Create(2048);
        return (CertificateOf(
            new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), key.ExportPkcs8PrivateKeyPem());
    }

    private static string CertificateOf(CertificateRequest request)
    {
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }

    private static string EncryptedKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportEncryptedPkcs8PrivateKeyPem(
            "password", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000));
    }

    private static void Halve(string file)
    {
        string text = File.ReadAllText(file);
        File.WriteAllText(file, text[..(text.Length / 2)]);
    }

    private static void MakeFolder(string path)
    {
        File.Delete(path);
        _ = Directory.CreateDirectory(path);
    }
}
