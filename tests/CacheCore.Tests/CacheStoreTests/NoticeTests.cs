using System.Text;
using CacheCore.Parts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class NoticeTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<(string Key, RemovalReason Reason)> _told = [];

    [SetUp]
    public void SetUp() => _told.Clear();

    [Test]
    public void An_expired_item_is_told_of_however_it_is_found()
    {
        using CacheStore store = Create(clock: _clock);
        store.ItemRemoved += Note;
        foreach (string key in new[] { "read", "overwritten", "removed", "crawled" })
        {
            _ = store.Set(key, "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        _ = store.Get("read");
        _ = store.Set("overwritten", Value(3000));
        _ = store.Remove("removed");
        Assert.That(_told, Is.Empty);
        store.RunMaintenance();

        Assert.That(_told.Select(one => one.Key), Is.EquivalentTo((string[])["read", "overwritten", "removed", "crawled"]));
        Assert.That(_told.Select(one => one.Reason), Is.All.EqualTo(RemovalReason.Expired));
    }

    [Test]
    public void An_expired_item_is_told_of_with_whether_it_was_read([Values] bool wasRead)
    {
        using CacheStore store = Create(clock: _clock);
        List<(string Key, bool WasRead)> told = [];
        store.ItemRemoved += (_, removed) => told.Add((Encoding.UTF8.GetString(removed.Key.Span), removed.Info.WasRead));
        string[] keys = ["read", "overwritten", "removed", "cleared", "crawled"];
        foreach (string key in keys)
        {
            _ = store.Set(key, "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
            _ = wasRead ? store.Get(key) : null;
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        _ = store.Get("read");
        _ = store.Set("overwritten", Value(3000));
        _ = store.Remove("removed");
        store.RunMaintenance();
        _ = store.Set("cleared", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _ = wasRead ? store.Get("cleared") : null;
        _clock.Advance(TimeSpan.FromSeconds(1));
        store.Clear();
        store.RunMaintenance();

        Assert.That(told.Select(one => one.Key).Distinct(), Is.EquivalentTo(keys));
        Assert.That(told.Select(one => one.WasRead), Is.All.EqualTo(wasRead));
    }

    [TestCase(500)]
    [TestCase(30_000)]
    public void Every_evicted_item_is_told_of(int length)
    {
        using CacheStore store = Create(1 << 20, _clock);
        store.ItemRemoved += Note;
        int count = 3 * (1 << 20) / length;
        for (int i = 0; i < count; i++)
        {
            _ = store.Set($"{i}", Value(length));
        }

        store.RunMaintenance();
        string[] gone = [.. Enumerable.Range(0, count).Select(i => $"{i}").Where(key => !store.Contains(key))];
        Assert.That(gone, Is.Not.Empty);
        Assert.That(_told.Select(one => one.Key), Is.EquivalentTo(gone));
        Assert.That(_told.Select(one => one.Reason), Is.All.EqualTo(RemovalReason.Evicted));
        Assert.That(store.GetStatistics().Evictions, Is.EqualTo(gone.Length));
    }

    [Test]
    public void What_somebody_asked_for_is_not_told()
    {
        using CacheStore store = Create(clock: _clock);
        store.ItemRemoved += Note;
        _ = store.Set("removed", "value"u8);
        _ = store.Set("overwritten", "value"u8);
        _ = store.Set("overwritten", Value(3000));
        _ = store.Remove("removed");
        store.Clear();
        store.RunMaintenance();

        Assert.That(_told, Is.Empty);
    }

    [Test]
    public void A_full_queue_counts_what_it_drops()
    {
        using CacheStore store = Create(clock: _clock, configure: options => options.NoticeCapacity = 10);
        store.ItemRemoved += Note;
        for (int i = 0; i < 25; i++)
        {
            _ = store.Set($"{i}", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        store.RunMaintenance();

        Assert.That(_told, Has.Count.EqualTo(10));
        Assert.That(store.GetStatistics().NoticesDropped, Is.EqualTo(15));
    }

    [Test]
    public void A_listener_that_throws_is_logged_and_the_others_are_told()
    {
        using var logs = new FakeLoggerProvider();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        using var store = new CacheStore(
            new CacheCoreOptions { MemoryLimit = 1 << 20, BackgroundMaintenance = false, Name = "mine" }, _clock, factory);
        store.ItemRemoved += (_, _) => throw new InvalidOperationException("listener");
        store.ItemRemoved += Note;
        _ = store.Set("secret", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _ = store.Set("secret too", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        store.RunMaintenance();

        Assert.That(_told, Has.Count.EqualTo(2));
        FakeLogRecord[] failures = [.. logs.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Error)];
        Assert.That(failures, Has.Length.EqualTo(2));
        Assert.That(failures[0].Exception!.Message, Is.EqualTo("listener"));
        Assert.That(failures[0].Message, Does.Contain("mine").And.Not.Contain("secret"));
    }

    [Test]
    public void Nothing_is_queued_while_nobody_listens()
    {
        using CacheStore store = Create(clock: _clock);
        store.ItemRemoved += Note;
        store.ItemRemoved -= Note;
        _ = store.Set("key", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _ = store.Get("key");
        RemovalNotices notices = store.Parts.Notices;

        Assert.That(notices.TryTake(out _), Is.False);
        Assert.That(store.GetStatistics().NoticesDropped, Is.Zero);
    }

    [Test]
    public void The_sender_is_the_store_and_the_key_the_listeners_own()
    {
        using CacheStore store = Create(clock: _clock);
        object? sender = null;
        ReadOnlyMemory<byte> key = default;
        store.ItemRemoved += (from, notice) => (sender, key) = (from, notice.Key);
        _ = store.Set("key", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        store.RunMaintenance();
        _ = store.Set("xyz", []);

        Assert.That(sender, Is.SameAs(store));
        Assert.That(key.ToArray(), Is.EqualTo("key"u8.ToArray()));
    }

    private void Note(object? sender, ItemRemovedEventArgs notice) => _told.Add((Text(notice.Key.ToArray())!, notice.Reason));
}
