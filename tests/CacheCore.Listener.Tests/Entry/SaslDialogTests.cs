using CacheCore.Listener.Entry;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Tests.Entry;

/// <summary>
/// SASL without a transport. That the bytes are memcached's is the differential test's to say; here is what no memcached is asked about.
/// </summary>
internal sealed class SaslDialogTests
{
    private readonly CacheStore _store = new(new CacheCoreOptions { MemoryLimit = 1 << 24 });
    private CommandContext _context = null!;
    private string _users = "";

    [OneTimeTearDown]
    public void EndStore() => _store.Dispose();

    [SetUp]
    public void SetUp()
    {
        _context = new CommandContext(_store, new MemcachedListenerOptions(), TimeProvider.System);
        _users = Path.GetTempFileName();
        File.WriteAllText(_users, "fred:secret\njoe:other\n");
    }

    [TearDown]
    public void TearDown() => File.Delete(_users);

    [Test]
    public void Each_user_has_its_own_password([Values("fred", "joe")] string user, [Values("secret", "other", "")] string password)
    {
        bool isRight = (user, password) is ("fred", "secret") or ("joe", "other");

        Assert.That(StatusOf(Connect().Receive(SaslRequests.Plain(user, password))), Is.EqualTo(isRight ? 0 : 0x20));
    }

    /// <summary>A user of Cyrus SASL has a realm, which clients may leave out where that can be one user alone.</summary>
    [TestCase("anne@here", "one", true)]
    [TestCase("anne", "one", true)]
    [TestCase("anne", "two", false)]
    [TestCase("anne@there", "one", false)]
    [TestCase("bob@here", "two", true)]
    [TestCase("bob", "two", false)]
    [TestCase("bob", "three", false)]
    [TestCase("carl@here", "four", true)]
    [TestCase("carl", "four", false)]
    [TestCase("carl", "five", true)]
    public void A_realm_may_be_left_out_where_that_is_clear(string user, string password, bool isKnown)
    {
        File.WriteAllText(_users, "anne@here:one\nbob@here:two\nbob@there:three\ncarl@here:four\ncarl:five\n");

        Assert.That(StatusOf(Connect().Receive(SaslRequests.Plain(user, password))), Is.EqualTo(isKnown ? 0 : 0x20));
    }

    [Test]
    public void Whoever_is_not_known_gets_nothing_but_the_version()
    {
        InMemoryConnection client = Connect();
        byte[] version = client.Receive(SaslRequests.Bare(0x0B));
        byte[] set = client.Receive(RawFrame.Of(0x01, "k", new byte[8], "value"u8.ToArray(), 0, 0));

        Assert.That((StatusOf(version), StatusOf(set), client.IsClosed), Is.EqualTo((0, 0x20, true)));
        Assert.That(_store.Get("k"), Is.Null);
    }

    [Test]
    public void Trust_ends_with_the_next_request_of_sasl()
    {
        InMemoryConnection client = Connect();
        _ = client.Receive(SaslRequests.Plain("fred", "secret"));
        Assert.That(StatusOf(client.Receive(SaslRequests.Bare(0x0A))), Is.Zero);
        Assert.That(StatusOf(client.Receive(SaslRequests.Plain("joe", "other"))), Is.EqualTo(0x20), "one connection, one user");

        Assert.That((StatusOf(client.Receive(SaslRequests.Bare(0x0A))), client.IsClosed), Is.EqualTo((0x20, true)));
    }

    [Test]
    public void Passwords_that_are_tried_wait_before_they_are_looked_at()
    {
        InMemoryConnection client = Connect();
        List<double> delays = [];
        for (int i = 0; i < 6; i++)
        {
            Assert.That(StatusOf(client.Receive(SaslRequests.Plain("fred", "wrong"))), Is.EqualTo(0x20));
            delays.Add(client.Client.Delay.TotalMilliseconds);
            client.Client.Delay = TimeSpan.Zero;
        }

        Assert.That(delays, Is.EqualTo((double[])[0, 0, 0, 100, 200, 400]));
        Assert.That(StatusOf(client.Receive(SaslRequests.Plain("fred", "secret"))), Is.Zero, "the right one is let in all the same");
        Assert.That(
            (
                Count(ListenerCounter.AuthenticationCommands),
                Count(ListenerCounter.AuthenticationErrors),
                Count(ListenerCounter.DelayedAttempts)),
            Is.EqualTo((7, 6, 4)));
    }

    [Test]
    public void Coming_again_does_not_help()
    {
        EntryRules rules = Rules();
        for (int i = 0; i < AttemptPolicy.BucketSize; i++)
        {
            InMemoryConnection client = new(_context, MemcachedProtocol.Auto, rules);
            _ = client.Receive(SaslRequests.Plain("fred", "wrong"));
            Assert.That(client.Client.Delay, Is.EqualTo(TimeSpan.Zero));
        }

        InMemoryConnection last = new(_context, MemcachedProtocol.Auto, rules);
        _ = last.Receive(SaslRequests.Plain("fred", "secret"));
        Assert.That(last.Client.Delay.TotalMilliseconds, Is.InRange(1, 1000));
    }

    [Test]
    public void Data_that_is_longer_than_any_is_passed_over()
    {
        InMemoryConnection client = Connect();
        byte[] request = RawFrame.Of(0x21, "PLAIN", [], new byte[100_000], 0, 0);
        byte[] early = client.Receive(request.AsSpan(0, 100));

        Assert.That(StatusOf(early), Is.EqualTo(0x20), "answered before it has arrived");
        Assert.That(client.Receive(request.AsSpan(100)), Is.Empty);
        Assert.That(StatusOf(client.Receive(SaslRequests.Plain("fred", "secret"))), Is.Zero);
    }

    private long Count(int counter) => _context.Counts[counter];

    private static int StatusOf(byte[] reply) => (reply[6] << 8) | reply[7];

    private InMemoryConnection Connect() => new(_context, MemcachedProtocol.Auto, Rules());

    private EntryRules Rules() => new(new Credentials("SaslFile", _users, isSasl: true), IsSasl: true, new FailureTable());
}
