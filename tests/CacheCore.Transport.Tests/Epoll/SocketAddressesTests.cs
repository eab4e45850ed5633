using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Epoll;

namespace CacheCore.Transport.Tests.Epoll;

internal sealed class SocketAddressesTests
{
    [TestCase("127.0.0.1:11211")]
    [TestCase("10.1.2.3:65535")]
    [TestCase("[::1]:11211")]
    [TestCase("[fe80::1%3]:80")]
    public void An_address_is_read_as_the_system_writes_it(string text)
    {
        var expected = IPEndPoint.Parse(text);
        SocketAddress written = expected.Serialize();
        Assert.That(SocketAddresses.Read(written.Buffer.Span[..written.Size]), Is.EqualTo(expected));
    }

    [Test]
    public void A_client_of_a_unix_socket_has_no_address()
    {
        SocketAddress written = new UnixDomainSocketEndPoint("/tmp/x").Serialize();
        Assert.That(SocketAddresses.Read(written.Buffer.Span[..written.Size]), Is.Null);
        Assert.That(SocketAddresses.Read([]), Is.Null);
    }
}
