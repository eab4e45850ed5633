using System.Net;
using System.Net.Sockets;
using CacheCore.Server;

namespace CacheCore.Listener.Tests.Options;

internal sealed class ListeningAddressesTests
{
    [Test]
    public async Task A_server_listens_on_all_of_both_families(
        [Values] bool usePlatformSockets, [Values] bool overUdp, [Values] bool isSixFirst)
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

    [Test]
    public async Task A_server_has_one_port_for_a_name([Values] bool usePlatformSockets)
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 1 << 20 });
        MemcachedListenerOptions options = new()
        {
            Endpoints = [new("localhost:0")],
            UdpAddresses = ["localhost:0"],
            UsePlatformSockets = usePlatformSockets,
        };
        await using MemcachedServer server = new(store, options);
        await server.StartAsync();

        Assert.That(server.BoundEndpoints.Select(static one => ((IPEndPoint)one).Port).Distinct().Count(), Is.EqualTo(1));
        Assert.That(server.BoundUdpEndpoints.Select(static one => ((IPEndPoint)one).Port).Distinct().Count(), Is.EqualTo(1));
        foreach (EndPoint address in server.BoundEndpoints)
        {
            using RawProbe client = new(address);
            Assert.That(client.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
