using System.Net;
using CacheCore.Tool.Client;

namespace CacheCore.Tool.Tests.Client;

internal sealed class ServerConnectorTests
{
    private static readonly ClientSettings Settings = new("cache1");
    private static readonly EndPoint[] Addresses = [new IPEndPoint(1, 1), new IPEndPoint(2, 2), new IPEndPoint(3, 3)];

    [TestCase(0)]
    [TestCase(2)]
    public async Task The_first_address_that_answers_is_taken(int number)
    {
        EndPoint found = await ServerConnector.FirstAsync(
            Settings, Addresses, address => Array.IndexOf(Addresses, address) >= number ? Task.FromResult(address) : throw Away());

        Assert.That(found, Is.EqualTo(Addresses[number]));
    }

    [Test]
    public void Without_any_the_last_failure_counts()
    {
        ClientException last = Away();

        Assert.That(
            () => ServerConnector.FirstAsync<EndPoint>(Settings, Addresses, address => throw (address == Addresses[^1] ? last : Away())),
            Throws.Exception.SameAs(last));
    }

    [Test]
    public void Whoever_refuses_has_answered()
    {
        int asked = 0;
        var refusal = new ClientException(ExitCode.NoPermission, Settings.Server, "wants to know who asks");

        Assert.That(
            () => ServerConnector.FirstAsync<EndPoint>(Settings, Addresses, _ => throw (asked++ == 0 ? refusal : Away())),
            Throws.Exception.SameAs(refusal));
    }

    private static ClientException Away() => new(ExitCode.Unavailable, Settings.Server, "is away");
}
