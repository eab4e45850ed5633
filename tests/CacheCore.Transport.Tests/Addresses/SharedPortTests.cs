using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Addresses;

namespace CacheCore.Transport.Tests.Addresses;

internal sealed class SharedPortTests
{
    private static readonly IPEndPoint Four = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint Six = new(IPAddress.IPv6Loopback, 0);

    private readonly List<IPEndPoint> _bound = [];
    private int _lastPort = 1000;

    [SetUp]
    public void SetUp() => (_lastPort, _) = (1000, _bound.RemoveAll(static _ => true));

    [Test]
    public async Task Any_port_is_the_same_for_all_addresses()
    {
        Assert.That(await BindAsync([Four, Six], static _ => true), Is.EqualTo((int[])[1001, 1001]));
    }

    [Test]
    public async Task A_port_that_another_address_has_not_free_is_let_go_for_the_next()
    {
        Assert.That(
            await BindAsync([Four, Six], static one => one.AddressFamily == AddressFamily.InterNetwork || one.Port == 1003),
            Is.EqualTo((int[])[1003, 1003]));
        Assert.That(_bound, Has.Count.EqualTo(2), "those of the other attempts were let go");
    }

    [Test]
    public async Task Where_no_port_is_free_at_all_each_has_its_own()
    {
        int[] ports = await BindAsync([Four, Six], one => one.AddressFamily == AddressFamily.InterNetwork || one.Port == _lastPort + 1);
        Assert.That(ports, Is.Unique);
        Assert.That(_bound, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_port_that_was_named_is_had_or_not()
    {
        Assert.That(
            async () => await BindAsync(
                [new IPEndPoint(IPAddress.Loopback, 5), new IPEndPoint(IPAddress.IPv6Loopback, 5)],
                static one => one.AddressFamily == AddressFamily.InterNetwork),
            Throws.TypeOf<IOException>());
        Assert.That(_bound, Is.Empty);
    }

    /// <summary>As a system that gives the next port to whoever wants any.</summary>
    private async Task<int[]> BindAsync(IPEndPoint[] addresses, Func<IPEndPoint, bool> isFree)
    {
        IReadOnlyList<IPEndPoint> bound = await SharedPort.BindAsync(
            addresses,
            address =>
            {
                IPEndPoint wanted = (IPEndPoint)address;
                IPEndPoint given = new(wanted.Address, wanted.Port == 0 ? _lastPort + 1 : wanted.Port);
                if (!isFree(given))
                {
                    throw new IOException("in use");
                }

                _lastPort = wanted.Port == 0 ? given.Port : _lastPort;
                _bound.Add(given);
                return new ValueTask<IPEndPoint>(given);
            },
            static one => one,
            one =>
            {
                _ = _bound.Remove(one);
                return default;
            });
        return [.. bound.Select(static one => one.Port)];
    }
}
