using CacheCore.Server.Endpoints;

namespace CacheCore.Server.Tests.Endpoints;

internal sealed class EndpointTableTests
{
    [TestCase(null, false, true)]
    [TestCase(MemcachedEndpointTls.Off, true, true)]
    [TestCase(MemcachedEndpointTls.Server, true, true)]
    [TestCase(MemcachedEndpointTls.Mutual, true, false)]
    public void Anybody_is_let_in_where_neither_a_password_nor_a_certificate_is_asked_for(
        MemcachedEndpointTls? tls, bool hasCertificate, bool isOpen)
    {
        using var files = new TestCertificates();
        var tlsOptions = new MemcachedTlsOptions
        {
            CertificateFile = files.ServerFile,
            KeyFile = files.ServerKeyFile,
            AuthorityFile = files.AuthorityFile,
        };
        var settings = new HostSettings { Name = "", Endpoints = [], Tls = hasCertificate ? tlsOptions : null };
        var endpoint = new MemcachedEndpoint("127.0.0.1:0") { Tls = tls ?? MemcachedEndpointTls.Auto };

        Assert.That(new EndpointTable(settings).For(endpoint).LetsAnybodyIn, Is.EqualTo(isOpen));
    }

    [Test]
    public void Whoever_needs_a_password_is_not_anybody()
    {
        string users = Path.GetTempFileName();
        try
        {
            File.WriteAllText(users, "fred:secret\n");
            Assert.That(
                new EndpointTable(new HostSettings
                {
                    Name = "",
                    Endpoints = [],
                    AuthFile = users,
                }).For(new MemcachedEndpoint("127.0.0.1:0")).LetsAnybodyIn,
                Is.False);
        }
        finally
        {
            File.Delete(users);
        }
    }
}
