using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Tests.Execution;

/// <summary>What a connection hears when there is no memory for a reply.</summary>
internal sealed class WithoutMemoryTests
{
    private const string Refusal = "SERVER_ERROR out of memory writing get response\r\n";
    private const string Small = "VALUE a 0 1\r\nx\r\n";

    private readonly CacheStore _store = new(new CacheCoreOptions { MemoryLimit = 1 << 26 });
    private CommandContext _context = null!;

    [OneTimeSetUp]
    public void Fill()
    {
        _context = new CommandContext(_store, new MemcachedListenerOptions(), TimeProvider.System);
        _store.Set("a", "x"u8);
        _store.Set("large", new byte[100_000]);
        _store.Set("medium", new byte[9_000]);
    }

    [OneTimeTearDown]
    public void EndStore() => _store.Dispose();

    [TestCase("get large\r\n", Refusal)]
    [TestCase("gat 0 large\r\n", Refusal)]
    [TestCase("get a large a\r\n", Small + Refusal)]
    [TestCase("get large\r\nget a\r\nget large a\r\nget a\r\n", Refusal + Small + "END\r\n" + Refusal + Small + "END\r\n")]
    public void A_retrieval_is_refused_and_the_connection_goes_on(string requests, string answer)
    {
        InMemoryConnection client = Connect();

        Assert.That(client.Ask(requests), Is.EqualTo(answer));
        Assert.That(client.IsClosed, Is.False);
    }

    /// <summary>A reply that is sent in pieces because it is long ends with the refusal where there is none any more.</summary>
    [Test]
    public void A_retrieval_that_has_paused_is_refused_in_its_midst()
    {
        InMemoryConnection client = Connect();
        string keys = string.Concat(Enumerable.Repeat("medium ", 40));
        string answer = client.Ask($"get {keys}large {keys}\r\nget a\r\n");

        Assert.That(answer, Does.EndWith(Refusal + Small + "END\r\n"));
        Assert.That(answer.Split("VALUE medium").Length - 1, Is.EqualTo(40));
    }

    [Test]
    public void Another_command_closes_the_connection()
    {
        InMemoryConnection meta = Connect();
        Assert.That(meta.Ask("get a\r\nmg large v\r\nget a\r\n"), Is.EqualTo(Small + "END\r\n"));

        InMemoryConnection binary = Connect();
        Assert.That(binary.Receive(RawFrame.Of(0x00, "large", [], [], 0, 0)), Is.Empty);
        Assert.That((meta.IsClosed, binary.IsClosed), Is.EqualTo((true, true)));
    }

    private InMemoryConnection Connect() => new(_context, largestReply: 16 << 10);
}
