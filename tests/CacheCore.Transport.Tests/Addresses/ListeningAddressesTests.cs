using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Addresses;

namespace CacheCore.Transport.Tests.Addresses;

internal sealed class ListeningAddressesTests
{
    [TestCase("[::]:1", "0.0.0.0:1", true)]
    [TestCase("[::]:1", "127.0.0.1:1", true)]
    [TestCase("[::]:0", "0.0.0.0:0", true)]
    [TestCase("*:1", "0.0.0.0:1", true)]
    [TestCase("*:1", "127.0.0.1:1", false)]   // all of IPv4 was asked for, so one address of it has to be refused
    [TestCase("[::]:1", "0.0.0.0:2", false)]
    [TestCase("[::]:1", "[::1]:1", false)]
    [TestCase("[::1]:1", "0.0.0.0:1", false)]
    public async Task Where_both_families_are_named_each_has_a_socket_of_its_own(string first, string second, bool isApart)
    {
        Assume.That(Socket.OSSupportsIPv6, "there is no IPv6");
        foreach ((string[] texts, int six) in new (string[], int)[] { ([first, second], 0), ([second, first], 1) })
        {
            IReadOnlyList<EndPoint[]> addresses = await ListeningAddresses.ResolveAsync(texts, 11211, CancellationToken.None);
            Assert.That(
                addresses.Select(static some => some.Single() is SixOnlyEndPoint),
                Is.EqualTo((bool[])[isApart && six == 0, isApart && six == 1]));
        }
    }
}
