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

    [Test]
    public void One_crawl_goes_on_at_a_time()
    {
        Assert.That(_client.Ask("set k 0 0 1\r\n1\r\nlru_crawler crawl all\r\n"), Is.EqualTo("STORED\r\nOK\r\n"));
        Assert.That(_context.Crawling.TryEnter());
        Assert.That(_client.Ask("lru_crawler crawl all\r\n"), Is.EqualTo("BUSY currently processing crawler request\r\n"));

        _context.Crawling.Leave();
        Assert.That(_client.Ask("lru_crawler crawl all\r\n"), Is.EqualTo("OK\r\n"));
    }

    /// <summary>Of the largest classes some hold no size of ours: those take no page.</summary>
    [Test]
    public void A_page_goes_to_the_class_that_was_named([Range(1, 20)] int slabClass)
    {
        Assert.That(_client.Ask($"slabs reassign 0 {slabClass}\r\n"), Is.EqualTo("OK\r\n"));
        Assert.That(_client.Ask("stats slabs\r\n"), Does.Contain($"STAT {slabClass}:total_pages 1\r\n"));
    }
}
