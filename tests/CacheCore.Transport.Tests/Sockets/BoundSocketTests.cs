using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using CacheCore.Transport.Addresses;
using CacheCore.Transport.Sockets;

namespace CacheCore.Transport.Tests.Sockets;

internal sealed class BoundSocketTests
{
    [Test]
    [UnsupportedOSPlatform("windows")]
    public void A_file_has_its_permissions_before_anybody_gets_in()
    {
        Assume.That(OperatingSystem.IsWindows(), Is.False, "there are no such permissions");
        string folder = Directory.CreateTempSubdirectory("cachecore").FullName;
        var file = new UnixDomainSocketEndPoint(Path.Combine(folder, "bound.sock"));
        using (Socket bound = BoundSocket.At(new UnixSocketEndPoint(file, UnixFileMode.UserRead | UnixFileMode.GroupWrite)))
        using (var early = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            Assert.That(File.GetUnixFileMode(file.ToString()), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.GroupWrite));
            Assert.That(() => early.Connect(file), Throws.InstanceOf<SocketException>());

            bound.Listen(1);
            Assert.That(() => early.Connect(file), Throws.Nothing);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void An_address_that_somebody_has_is_refused()
    {
        using Socket first = BoundSocket.At(new IPEndPoint(IPAddress.Loopback, 0));
        first.Listen(1);
        Assert.That(() => BoundSocket.At(first.LocalEndPoint!), Throws.InstanceOf<SocketException>());
        Assert.That(() => BoundSocket.At(new DnsEndPoint("example.org", 80)), Throws.ArgumentException);
    }
}
