using System.Net;
using System.Net.Sockets;
using CacheCore.Listener.Hosting;

namespace CacheCore.Listener.Tests.Hosting;

internal sealed class EndpointParserTests
{
    [TestCase("127.0.0.1:11211", "127.0.0.1:11211")]
    [TestCase("127.0.0.1", "127.0.0.1:11211")]
    [TestCase("[::1]:5", "[::1]:5")]
    [TestCase("[::1]", "[::1]:11211")]
    [TestCase("::1", "[::1]:11211")]
    [TestCase("11212", "127.0.0.1:11212")]
    [TestCase(":11212", "127.0.0.1:11212")]
    [TestCase("localhost:0", "127.0.0.1:0")]
    [TestCase("0.0.0.0:1", "0.0.0.0:1")]
    public void An_address_is_read(string address, string expected)
    {
        Assert.That(EndpointParser.TryParse(address, out EndPoint endpoint), Is.True);
        Assert.That(endpoint.ToString(), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("127.0.0.1:")]
    [TestCase("127.0.0.1:x")]
    [TestCase("127.0.0.1:65536")]
    [TestCase("[::1:5")]
    [TestCase("[example]:5")]
    [TestCase("unix:")]
    public void What_is_none_is_refused(string address) => Assert.That(EndpointParser.TryParse(address, out _), Is.False);

    [TestCase("127.0.0.1:1", false)]
    [TestCase("[::1]:1", false)]
    [TestCase("1", false)]
    [TestCase("unix:/tmp/a", false)]
    [TestCase("*:1", true)]
    [TestCase("10.0.0.1:1", true)]
    [TestCase("example.org:1", true)]
    public void It_is_known_who_can_come(string address, bool isOpen)
    {
        _ = EndpointParser.TryParse(address, out EndPoint endpoint);

        Assert.That(EndpointParser.IsOpen(endpoint), Is.EqualTo(isOpen));
    }

    [Test]
    public void A_path_and_a_name_are_kept()
    {
        _ = EndpointParser.TryParse("unix:/tmp/a.sock", out EndPoint unix);
        _ = EndpointParser.TryParse("example.org:5", out EndPoint name);

        Assert.That(unix, Is.InstanceOf<UnixDomainSocketEndPoint>());
        Assert.That(name, Is.EqualTo(new DnsEndPoint("example.org", 5)));
    }
}
