using System.Net;
using System.Net.Sockets;
using CacheCore.Tool.Client;

namespace CacheCore.Tool.Tests.Client;

internal sealed class ServerAddressTests
{
    [TestCase("127.0.0.1", "127.0.0.1:11211")]
    [TestCase("127.0.0.1:99", "127.0.0.1:99")]
    [TestCase(":99", "127.0.0.1:99")]
    [TestCase("[::1]:99", "[::1]:99")]
    [TestCase("::1", "[::1]:11211")]
    public void An_address_may_leave_out_host_or_port(string text, string address) =>
        Assert.That(ServerAddress.Resolve(text), Is.EqualTo(IPEndPoint.Parse(address)));

    [TestCase("/run/cache.sock")]
    [TestCase("unix:/run/cache.sock")]
    public void A_path_is_that_of_a_unix_socket(string text) =>
        Assert.That(ServerAddress.ResolveAll(text), Is.EqualTo((EndPoint[])[new UnixDomainSocketEndPoint("/run/cache.sock")]));

    [TestCase("127.0.0.1:0", ExitCode.Usage)]
    [TestCase("127.0.0.1:x", ExitCode.Usage)]
    [TestCase("127.0.0.1:65536", ExitCode.Usage)]
    [TestCase("unix:", ExitCode.Usage)]
    [TestCase("no.such.host.invalid", ExitCode.NoHost)]
    public void What_is_none_is_refused(string text, int exitCode) =>
        Assert.That(Assert.Throws<RefusedException>(() => ServerAddress.Resolve(text))!.ExitCode, Is.EqualTo(exitCode));

    [TestCase("./cache.sock")]
    [TestCase("run/cache.sock")]
    [TestCase("unix:cache.sock")]
    public void A_path_may_be_relative(string text) =>
        Assert.That(ServerAddress.Resolve(text).ToString(), Is.EqualTo(text.Split(':')[^1]));

    [Test]
    public void The_path_of_a_unix_socket_may_be_too_long() =>
        Assert.That(
            Assert.Throws<RefusedException>(() => ServerAddress.Resolve("/" + new string('x', 200)))!.ExitCode,
            Is.EqualTo(ExitCode.Usage));
}
