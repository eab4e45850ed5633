using System.Net;
using System.Net.Sockets;
using CacheCore.Tool.Serve;

namespace CacheCore.Tool.Tests.Serve;

internal sealed class PortFileTests
{
    [Test]
    public void It_has_a_line_for_each_port() => Assert.That(
        PortFile.TextOf(
            [new IPEndPoint(IPAddress.Any, 5), new UnixDomainSocketEndPoint("/tmp/s"), new IPEndPoint(IPAddress.IPv6Any, 6)], "TCP"),
        Is.EqualTo("TCP INET: 5\nTCP INET6: 6\n"));
}
