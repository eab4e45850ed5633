using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Addresses;

namespace CacheCore.Transport.Tests.Addresses;

internal sealed class AddressTextTests
{
    [TestCase("127.0.0.1:11211", "127.0.0.1:11211")]
    [TestCase("127.0.0.1", "127.0.0.1:11211")]
    [TestCase("[::1]:5", "[::1]:5")]
    [TestCase("[::1]", "[::1]:11211")]
    [TestCase("::1", "[::1]:11211")]
    [TestCase("11212", "127.0.0.1:11212")]
    [TestCase(":11212", "127.0.0.1:11212")]
    [TestCase("0.0.0.0:1", "0.0.0.0:1")]
    public void An_address_is_read(string address, string expected)
    {
        Assert.That(AddressText.TryParse(address, 11211, out EndPoint endpoint), Is.True);
        Assert.That(endpoint.ToString(), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("127.0.0.1:")]
    [TestCase("127.0.0.1:x")]
    [TestCase("127.0.0.1:65536")]
    [TestCase("[::1:5")]
    [TestCase("[example]:5")]
    [TestCase("unix:")]
    public void What_is_none_is_refused(string address) => Assert.That(AddressText.TryParse(address, 11211, out _), Is.False);

    [TestCase("127.0.0.1:1", false)]
    [TestCase("[::1]:1", false)]
    [TestCase("1", false)]
    [TestCase("unix:/tmp/a", false)]
    [TestCase("*:1", true)]
    [TestCase("10.0.0.1:1", true)]
    [TestCase("example.org:1", true)]
    [TestCase("localhost:1", false)]
    public void It_is_known_who_can_come(string address, bool isOpen)
    {
        _ = AddressText.TryParse(address, 11211, out EndPoint endpoint);

        Assert.That(AddressText.IsOpen(endpoint), Is.EqualTo(isOpen));
    }

    [Test]
    public void A_path_is_as_long_as_the_system_takes()
    {
        int longest = OperatingSystem.IsMacOS() ? 103 : 107;

        Assert.That(AddressText.TryParse("unix:/" + new string('x', longest - 1), 11211, out _), Is.True);
        Assert.That(AddressText.TryParse("unix:/" + new string('x', longest), 11211, out _), Is.False);
    }

    [Test]
    public async Task A_name_is_all_that_the_system_has_for_it()
    {
        IPAddress[] found = [.. (await NamedAddresses.OfAsync("localhost:5", 11211, CancellationToken.None))
            .Select(static one => ((IPEndPoint)one).Address)];
        IPAddress[] known = await Dns.GetHostAddressesAsync("localhost");

        Assert.That(found, Is.Not.Empty.And.SubsetOf(known).And.Unique);
        Assert.That(Array.TrueForAll(found, IPAddress.IsLoopback));
        Assert.That(found, known.Contains(IPAddress.Loopback) ? Has.Member(IPAddress.Loopback) : Is.Not.Empty);
        Assert.That(found, known.Contains(IPAddress.IPv6Loopback) && HasSix() ? Has.Member(IPAddress.IPv6Loopback) : Is.Not.Empty);

        static bool HasSix() => System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .Any(
                static one => one.GetIPProperties().UnicastAddresses.Any(static address => address.Address.Equals(IPAddress.IPv6Loopback)));
    }

    [Test]
    public void A_path_and_a_name_are_kept()
    {
        _ = AddressText.TryParse("localhost:5", 11211, out EndPoint local);
        Assert.That(local, Is.EqualTo(new DnsEndPoint("localhost", 5)));
        _ = AddressText.TryParse("unix:/tmp/a.sock", 11211, out EndPoint unix);
        _ = AddressText.TryParse("example.org:5", 11211, out EndPoint name);

        Assert.That(unix, Is.InstanceOf<UnixDomainSocketEndPoint>());
        Assert.That(name, Is.EqualTo(new DnsEndPoint("example.org", 5)));
    }
}
