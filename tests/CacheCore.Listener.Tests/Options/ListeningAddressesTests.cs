using System.Net;
using System.Net.Sockets;
using CacheCore.Listener.Options;
using CacheCore.Transport.Addresses;

namespace CacheCore.Listener.Tests.Options;

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
            IReadOnlyList<EndPoint[]> addresses = await ListeningAddresses.ResolveAsync(texts, CancellationToken.None);
            Assert.That(addresses.Select(static some => some.Single() is SixOnlyEndPoint), Is.EqualTo((bool[])[isApart && six == 0, isApart && six == 1]));
        }
    }

    [Test]
    public async Task A_server_listens_on_all_of_both_families([Values] bool usePlatformSockets, [Values] bool overUdp, [Values] bool isSixFirst)
    {
        Assume.That(Socket.OSSupportsIPv6, "there is no IPv6");
        const int Attempts = 20;
        for (int attempt = 1; ; attempt++)
        {
            using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 1 << 20 });
            int port = FreePort();
            string[] addresses = [$"0.0.0.0:{port}", $"[::]:{port}"];
            var options = new MemcachedListenerOptions { UsePlatformSockets = usePlatformSockets, Endpoints = [], UdpAddresses = [] };
            foreach (string address in isSixFirst ? addresses.Reverse() : addresses)
            {
                if (overUdp)
                {
                    options.UdpAddresses.Add(address);
                }
                else
                {
                    options.Endpoints.Add(new MemcachedEndpoint(address));
                }
            }

            await using var server = new MemcachedServer(store, options);
            try
            {
                await server.StartAsync();
            }
            catch (IOException) when (attempt < Attempts)
            {
                continue; // somebody else was given the port meanwhile
            }

            Assert.That(
                (overUdp ? server.BoundUdpEndpoints : server.BoundEndpoints).Select(static one => one.AddressFamily),
                Is.EquivalentTo((AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6]));
            return;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
