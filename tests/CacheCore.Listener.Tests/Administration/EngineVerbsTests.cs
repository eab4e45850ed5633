using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Tests.Administration;

internal sealed class EngineVerbsTests
{
    private CacheStore _store = null!;
    private CommandContext _context = null!;
    private InMemoryConnection _client = null!;

    [SetUp]
    public void SetUp()
    {
        _store = new CacheStore(new CacheCoreOptions { BackgroundMaintenance = false });
        _context = new CommandContext(_store, new MemcachedListenerOptions(), TimeProvider.System);
        _client = new InMemoryConnection(_context);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [TestCase("crawl all")]
    [TestCase("crawl 0")]
    [TestCase("metadump all")]
    [TestCase("metadump x")]
    [TestCase("mgdump all")]
    public void A_crawler_that_is_off_crawls_nothing(string what)
    {
        Assert.That(_client.Ask($"set k 0 0 1\r\n1\r\nlru_crawler disable\r\n"), Is.EqualTo("STORED\r\nOK\r\n"));
        Assert.That(_client.Ask($"lru_crawler {what}\r\n"), Is.EqualTo("CLIENT_ERROR lru crawler disabled\r\n"));
        Assert.That(_client.Ask("lru_crawler enable\r\n"), Is.EqualTo("OK\r\n"));
        Assert.That(_client.Ask($"lru_crawler {what}\r\n"), Does.Not.Contain("disabled"));
    }

    [TestCase("1")]
    [TestCase("all")]
    public void A_crawl_of_what_is_empty_is_a_crawl(string classes) =>
        Assert.That(_client.Ask($"lru_crawler crawl {classes}\r\n"), Is.EqualTo("OK\r\n"));

    [TestCase("metadump x", "metadump")]
    [TestCase("mgdump x", "mgdump")]
    [TestCase("mgdump all", "mgdump")]
    public void A_list_of_keys_cannot_stand_behind_another_answer(string what, string name)
    {
        Assert.That(
            _client.Ask($"version\r\nlru_crawler {what}\r\n"),
            Does.EndWith($"\r\nERROR cannot pipeline other commands before {name}\r\n"));
        Assert.That(_client.Ask("lru_crawler mgdump x\r\n"), Is.EqualTo("BADCLASS invalid class id\r\n"));
    }

    [Test]
    public void A_share_of_0_is_a_share()
    {
        Assert.That(_client.Ask("lru tune 0 0 1 1\r\n"), Is.EqualTo("OK\r\n"));
        Assert.That(
            _client.Ask("stats settings\r\n"),
            Does.Contain("STAT hot_lru_pct 1\r\nSTAT warm_lru_pct 1\r\nSTAT hot_max_factor 1.00\r\n"));
    }

    [Test]
    public void One_crawl_goes_on_at_a_time()
    {
        Assert.That(_client.Ask("set k 0 0 1\r\n1\r\nlru_crawler crawl all\r\n"), Is.EqualTo("STORED\r\nOK\r\n"));
        Assert.That(_context.Crawling.TryEnter());
        Assert.That(_client.Ask("lru_crawler crawl all\r\n"), Is.EqualTo("BUSY currently processing crawler request\r\n"));

        _context.Crawling.Leave();
        Assert.That(_client.Ask("lru_crawler crawl all\r\n"), Is.EqualTo("OK\r\n"));
    }

    /// <summary>Classes may be so wide that large values, which have most pages, are counted beside small items.</summary>
    [Test]
    public void A_page_comes_from_the_small_items_of_a_class_as_long_as_it_has_some()
    {
        CommandContext context = new(_store, new MemcachedListenerOptions { GrowthFactor = 10 }, TimeProvider.System);
        int slabClass = context.Sizes.ClassOf(3, 20_000, 0);
        Assert.That(context.Sizes.ClassOf(3, 90_000, 0), Is.EqualTo(slabClass));
        for (int i = 0; i < 200; i++)
        {
            _ = _store.Set($"l{i}", new byte[90_000]);
            _ = i % 4 == 0 && _store.Set($"s{i}", new byte[20_000]) == WriteResult.Stored;
        }

        InMemoryConnection client = new(context);
        Assert.That(client.Ask($"slabs reassign {slabClass} 0\r\n"), Is.EqualTo("OK\r\n"));
        Assert.That(Enumerable.Range(0, 200).Where(i => !_store.Contains($"l{i}")), Is.Empty);
    }

    [Test]
    public void A_class_of_large_values_alone_gives_the_oldest_of_them()
    {
        for (int i = 0; i < 20; i++)
        {
            _ = _store.Set($"l{i}", new byte[90_000]);
        }

        Assert.That(_client.Ask($"slabs reassign {_context.Sizes.ClassOf(3, 90_000, 0)} 0\r\n"), Is.EqualTo("OK\r\n"));
        Assert.That(Enumerable.Range(0, 20).Where(i => !_store.Contains($"l{i}")), Is.EqualTo([0]));
    }

    /// <summary>Of the largest classes some hold no size of ours: those take no page.</summary>
    [Test]
    public void A_page_goes_to_the_class_that_was_named([Range(1, 20)] int slabClass)
    {
        Assert.That(_client.Ask($"slabs reassign 0 {slabClass}\r\n"), Is.EqualTo("OK\r\n"));
        Assert.That(_client.Ask("stats slabs\r\n"), Does.Contain($"STAT {slabClass}:total_pages 1\r\n"));
    }
}
