using System.Diagnostics;
using System.Text;

namespace CacheCore.Listener.Tests.Connections;

/// <summary>Credentials over the wire, and what whoever guesses them gets.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class EntryTests(bool usePlatformSockets)
{
    private const string Right = "set auth 0 0 11\r\nfred secret\r\n";
    private const string Wrong = "set auth 0 0 10\r\nfred wrong\r\n";
    private const string Refusal = "CLIENT_ERROR authentication failure\r\n";

    /// <summary>
    /// A busy machine takes this long for nothing; waits that went on doubling, or were all waited for, would add up to more.
    /// </summary>
    private static readonly TimeSpan FarBelowAllWaits = TimeSpan.FromSeconds(30);

    private CacheStore _store = null!;
    private MemcachedServer _server = null!;
    private string _users = "";

    [SetUp]
    public async Task Start()
    {
        _users = Path.GetTempFileName();
        await File.WriteAllTextAsync(_users, "fred:secret\n");
        _store = new CacheStore(new CacheCoreOptions { MemoryLimit = 16 << 20 });
        _server = new MemcachedServer(_store, new MemcachedListenerOptions
        {
            Endpoints = [new("127.0.0.1:0") { AuthFile = _users }, new("127.0.0.1:0") { SaslFile = _users }, new("127.0.0.1:0")],
            UsePlatformSockets = usePlatformSockets,
            Threads = 1,
        });
        await _server.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        File.Delete(_users);
    }

    [Test]
    public void Sasl_lets_in_whoever_knows_the_password()
    {
        using RawProbe client = new(_server.BoundEndpoints[1]);
        client.Send([.. SaslRequests.Plain("fred", "secret"), .. BinaryRequests.Sentinel]);
        Assert.That(client.ReadExactly(24 + 13 + 24), Does.EndWith(Encoding.Latin1.GetString(BinaryRequests.SentinelReply)));

        using RawProbe stranger = new(_server.BoundEndpoints[1]);
        stranger.Send(BinaryRequests.Sentinel);
        Assert.That(stranger.ReadToEnd(), Has.Length.EqualTo(24 + 13).And.EndsWith("Auth failure."));
    }

    /// <summary>A loop that waited with the guesser would answer the other one a few times, between two waits.</summary>
    [Test]
    public async Task Whoever_guesses_waits_and_nobody_else_does()
    {
        const int ManyMoreThanWaits = 25;
        using RawProbe guesser = new(_server.BoundEndpoints[0]);
        using RawProbe other = new(_server.BoundEndpoints[2]);
        long start = Stopwatch.GetTimestamp();
        guesser.Send(string.Concat(Enumerable.Repeat(Wrong, 6)) + Right + "get none\r\n");
        Task<string> answers = Task.Factory.StartNew(
            () => guesser.ReadUntil("END\r\n"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        int others = 0;
        for (; !answers.IsCompleted; others++)
        {
            Assert.That(other.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        }

        Assert.That(
            await answers,
            Is.EqualTo(string.Concat(Enumerable.Repeat(Refusal, 6)) + "STORED\r\nEND\r\n"),
            "answers are the same, only later");
        Assert.That(Stopwatch.GetElapsedTime(start), Is.GreaterThan(TimeSpan.FromMilliseconds(1450)), "100, 200, 400 and 800 ms");
        Assert.That(others, Is.GreaterThan(ManyMoreThanWaits));
        Assert.That(other.Ask("stats cachecore\r\n", "END\r\n"), Does.Contain("STAT auth_delayed 4\r\n"));
        Assert.That(other.Ask("stats\r\n", "END\r\n"), Does.Contain("STAT auth_cmds 7\r\nSTAT auth_errors 6\r\n"));
    }

    [Test]
    public void Coming_again_does_not_help_and_the_right_password_waits_no_longer_than_a_wrong_one()
    {
        for (int i = 0; i < 10; i++)
        {
            using RawProbe guesser = new(_server.BoundEndpoints[0]);
            Assert.That(guesser.Ask(Wrong), Is.EqualTo(Refusal));
        }

        long start = Stopwatch.GetTimestamp();
        using RawProbe known = new(_server.BoundEndpoints[0]);
        Assert.That(known.Ask(Right), Is.EqualTo("STORED\r\n"));
        Assert.That(Stopwatch.GetElapsedTime(start), Is.InRange(TimeSpan.FromMilliseconds(200), FarBelowAllWaits));
    }

    [Test]
    public async Task Whoever_waits_does_not_keep_the_server_from_ending()
    {
        using RawProbe guesser = new(_server.BoundEndpoints[0]);
        guesser.Send(string.Concat(Enumerable.Repeat(Wrong, 100)));
        Assert.That(guesser.ReadUntil(Refusal + Refusal + Refusal), Is.Not.Empty);
        long start = Stopwatch.GetTimestamp();
        await _server.StopAsync();

        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(FarBelowAllWaits));
    }
}
