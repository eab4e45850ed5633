using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Tests.Execution;

/// <summary>Without CAS values: the answers are those of memcached 1.6.18 under <c>-C</c>.</summary>
internal sealed class CasOffTests
{
    private readonly CacheStore _store = new(new CacheCoreOptions { MemoryLimit = 1 << 24 });

    [OneTimeTearDown]
    public void EndStore() => _store.Dispose();

    [Test]
    public void All_are_zero_and_none_can_be_set()
    {
        InMemoryConnection client = Connect();
        Assert.That(client.Ask("set a 5 0 1\r\nx\r\ngets a\r\n"), Is.EqualTo("STORED\r\nVALUE a 5 1 0\r\nx\r\nEND\r\n"));
        Assert.That(client.Ask("mg a c s v\r\n"), Is.EqualTo("VA 1 c0 s1\r\nx\r\n"));
        Assert.That(client.Ask("ms a 1 c T0\r\nz\r\n"), Is.EqualTo("HD c0\r\n"));
        Assert.That(client.Ask("ms a 1 E77 c\r\nz\r\nmg a c\r\n"), Is.EqualTo("HD c0\r\nHD c0\r\n"));
        Assert.That(client.Ask("me a\r\n"), Does.Contain(" cas=0 ").And.Contain(" size=53"));
        Assert.That(client.Ask("ma n N0 J5 c\r\nma n c\r\n"), Is.EqualTo("HD c0\r\nHD c0\r\n"));
        Assert.That(client.Ask("mg made N30 c\r\n"), Is.EqualTo("HD c0 W\r\n"));
        Assert.That(client.Ask("lru_crawler metadump all\r\n"), Does.Contain(" cas=0 ").And.Not.Match("cas=[1-9]"));
        Assert.That(client.Ask("stats settings\r\n"), Does.Contain("STAT cas_enabled no\r\n"));
    }

    [Test]
    public void What_compares_never_stores()
    {
        InMemoryConnection client = Connect();
        _ = client.Ask("set b 0 0 1\r\n1\r\n");

        Assert.That(
            client.Ask("cas b 0 0 1 0\r\ny\r\ncas b 0 0 1 7\r\ny\r\ncas none 0 0 1 5\r\ny\r\n"),
            Is.EqualTo("EXISTS\r\nEXISTS\r\nNOT_FOUND\r\n"));
        Assert.That(client.Ask("ms b 1 C5 c\r\nz\r\nms b 1 C0\r\nz\r\nms b 1 I C5 c\r\nz\r\n"), Is.EqualTo("EX c0\r\nEX\r\nEX c0\r\n"));
    }

    [Test]
    public void What_compares_to_change_or_remove_finds_zero()
    {
        InMemoryConnection client = Connect();
        _ = client.Ask("set d 0 0 1\r\n1\r\n");

        Assert.That(
            client.Ask("md d C9\r\nma d C3\r\nma d C0 v\r\nmd d C0\r\nmg d\r\n"),
            Is.EqualTo("EX\r\nEX\r\nVA 1\r\n2\r\nHD\r\nEN\r\n"));
    }

    private InMemoryConnection Connect() =>
        new(new CommandContext(_store, new MemcachedListenerOptions { UseCas = false }, TimeProvider.System));
}
