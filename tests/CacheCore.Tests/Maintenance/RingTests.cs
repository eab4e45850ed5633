using CacheCore.Primitives;
using CacheCore.Tests.CacheStoreTests;

namespace CacheCore.Tests.Maintenance;

/// <summary>What a verb leaves to a resting maintainer wakes it, and nothing else does.</summary>
internal sealed class RingTests
{
    private CacheStore _store = null!;

    private Doorbell Bell => _store.Parts.Bell;

    [SetUp]
    public void SetUp() => _store = TestStore.Create();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [TestCase(10, false)]
    [TestCase(64, true)]
    public void New_items_ring_now_and_then(int items, bool rings)
    {
        Bell.Await();
        for (int i = 0; i < items; i++)
        {
            _ = _store.Set($"{i}", []);
        }

        Assert.That(Bell.Answer(), Is.EqualTo(rings));
    }

    [Test]
    public void Items_that_displace_others_of_a_full_store_ring_too()
    {
        using CacheStore full = TestStore.Create(1 << 20);
        for (int i = 0; full.GetStatistics().Evictions == 0; i++)
        {
            _ = full.Set($"{i}", TestStore.Value(1000));
        }

        full.Parts.Bell.Await();
        for (int i = 0; i < 64; i++)
        {
            _ = full.Set($"new{i}", TestStore.Value(1000));
        }

        Assert.That(full.Parts.Bell.Answer());
    }

    [Test]
    public void Reads_and_overwrites_do_not_ring()
    {
        _ = _store.Set("key", "value"u8);
        Bell.Await();
        for (int i = 0; i < 1000; i++)
        {
            _ = _store.Get("key");
            _ = _store.Set("key", "other"u8);
        }

        Assert.That(Bell.Answer(), Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_notice_rings_if_somebody_listens(bool listens)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using CacheStore store = TestStore.Create(clock: clock);
        if (listens)
        {
            store.ItemRemoved += (_, _) => { };
        }

        _ = store.Set("key", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        clock.Advance(TimeSpan.FromSeconds(1));
        store.Parts.Bell.Await();
        _ = store.Get("key");

        Assert.That(store.Parts.Bell.Answer(), Is.EqualTo(listens));
    }

    [Test]
    public void A_first_deadline_ends_the_rest_of_a_maintainer_that_had_nothing_to_wait_for()
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 4 << 20 });
        Assert.That(SpinWait.SpinUntil(() => store.Parts.Bell.IsAwaited, TimeSpan.FromSeconds(20)), "It never rests.");
        _ = store.Set("key", [], ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(1)));

        // Without the ring it would be a minute.
        Assert.That(SpinWait.SpinUntil(() => store.GetStatistics().Items == 0, TimeSpan.FromSeconds(20)), "The item stayed.");
    }
}
