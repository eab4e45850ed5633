using System.Net;
using CacheCore.Tool.Serve;

namespace CacheCore.Tool.Tests.Serve;

internal sealed class DescriptorPlanTests
{
    [TestCase("1.2.3.4:5", 1)]
    [TestCase("unix:/s", 1)]
    [TestCase("no-such-name.invalid:5", 1)]
    [TestCase("*:5", 1)]
    public async Task An_address_is_a_socket(string address, int sockets) =>
        Assert.That(await DescriptorPlan.CountSocketsAsync([address, "[::1]:7"]), Is.EqualTo(sockets + 1));

    [Test]
    public async Task A_name_is_as_many_sockets_as_it_has_addresses()
    {
        int known = (await Dns.GetHostAddressesAsync("localhost")).Distinct().Count();
        int sockets = await DescriptorPlan.CountSocketsAsync(["localhost:5"]);
        Assert.That(sockets, Is.InRange(1, known), "one family of addresses may be off");
        Assert.That(await DescriptorPlan.CountSocketsAsync(["localhost:5", "localhost:6"]), Is.EqualTo(2 * sockets));
    }
}
