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

    [Test]
    public void One_that_cannot_take_its_place_leaves_no_draft()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string taken = Path.Combine(folder, "folder");
            _ = Directory.CreateDirectory(taken);

            Assert.That(() => PortFile.Write(taken, "TCP INET: 5\n"), Throws.TypeOf<RefusedException>().With.Message.Contains(taken));
            Assert.That(Directory.GetFileSystemEntries(folder), Is.EqualTo([taken]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
