using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>What can be changed while a store runs.</summary>
internal sealed class TuningTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void A_page_goes_from_the_class_that_is_named_to_the_one_that_is_named()
    {
        using CacheStore store = TwoClasses();
        (SlabClassStatistics Small, SlabClassStatistics Big) before = ClassesOf(store);
        Assert.That(store.ReassignPage(before.Big.Id, before.Small.Id), Is.EqualTo(ReassignResult.Moved));
        (SlabClassStatistics Small, SlabClassStatistics Big) after = ClassesOf(store);
        Assert.That((after.Small.Pages - before.Small.Pages, after.Big.Pages - before.Big.Pages), Is.EqualTo((1L, -1L)));

        Assert.That(store.ReassignPage(after.Big.Id, CacheStore.Pool), Is.EqualTo(ReassignResult.Moved));
        Assert.That(ClassesOf(store).Big.Pages, Is.EqualTo(after.Big.Pages - 1));
        Assert.That(store.ReassignPage(CacheStore.Pool, after.Big.Id), Is.EqualTo(ReassignResult.Moved));
        Assert.That(ClassesOf(store).Big.Pages, Is.EqualTo(after.Big.Pages));
        Assert.That(store.GetStatistics().PagesTaken, Is.EqualTo(2));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Any_class_that_gives_is_the_one_whose_items_have_waited_longest()
    {
        using CacheStore store = TwoClasses();
        (SlabClassStatistics Small, SlabClassStatistics Big) before = ClassesOf(store);
        Assert.That(store.ReassignPage(CacheStore.AnyClass, CacheStore.Pool), Is.EqualTo(ReassignResult.Moved));
        Assert.That((ClassesOf(store).Small.Pages, ClassesOf(store).Big.Pages), Is.EqualTo((before.Small.Pages - 1, before.Big.Pages)));

        Assert.That(store.ReassignPage(CacheStore.AnyClass, before.Small.Id), Is.EqualTo(ReassignResult.Moved), "The pool has one.");
        Assert.That((ClassesOf(store).Small.Pages, ClassesOf(store).Big.Pages), Is.EqualTo((before.Small.Pages, before.Big.Pages)));
        Assert.That(
            store.ReassignPage(CacheStore.AnyClass, before.Small.Id),
            Is.EqualTo(ReassignResult.Moved),
            "The other class is the only one.");
        Assert.That((ClassesOf(store).Small.Pages, ClassesOf(store).Big.Pages), Is.EqualTo((before.Small.Pages + 1, before.Big.Pages - 1)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Large_values_give_pages_and_take_none()
    {
        using CacheStore store = TwoClasses();
        _ = store.Set("large", Value(100_000));
        SlabClassStatistics large = store.GetStatistics().Classes.Single(one => one.ChunkSize == 0);
        Assert.That(store.ReassignPage(ClassesOf(store).Small.Id, large.Id), Is.EqualTo(ReassignResult.BadClass));
        Assert.That(store.ReassignPage(large.Id, ClassesOf(store).Small.Id), Is.EqualTo(ReassignResult.Moved));
        Assert.That(store.Contains("large"), Is.False);
        StoreIntegrity.Check(store);
    }

    [TestCase(-2, 1, ExpectedResult = ReassignResult.BadClass)]
    [TestCase(int.MinValue, 1, ExpectedResult = ReassignResult.BadClass)]
    [TestCase(1, int.MaxValue, ExpectedResult = ReassignResult.BadClass)]
    [TestCase(1, CacheStore.AnyClass, ExpectedResult = ReassignResult.BadClass)]
    [TestCase(1, 1, ExpectedResult = ReassignResult.SameClass)]
    [TestCase(CacheStore.Pool, CacheStore.Pool, ExpectedResult = ReassignResult.SameClass)]
    [TestCase(CacheStore.Pool, 1, ExpectedResult = ReassignResult.NothingToGive)]
    public object What_cannot_be_is_said_by_name(int from, int to)
    {
        using CacheStore store = TwoClasses();
        return store.ReassignPage(from, to);
    }

    [Test]
    public void The_tunables_of_segments_hold_from_the_next_turn_on()
    {
        using CacheStore store = Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        for (int i = 0; i < 1000; i++)
        {
            _ = store.Set($"{i:0000}", Value(40));
        }

        Turns(store);
        Assert.That(store.GetStatistics().Classes.Single().Hot.Items, Is.EqualTo(200));
        store.TuneSegments(5, 40, 0.2, 2);
        Turns(store);
        Assert.That(store.GetStatistics().Classes.Single().Hot.Items, Is.EqualTo(50));
        StoreIntegrity.Check(store);
    }

    [TestCase(0, 40, 0.2, 2, "HotPercent is 0")]
    [TestCase(41, 40, 0.2, 2, "HotPercent + WarmPercent is 81")]
    [TestCase(20, 40, 0, 2, "HotMaxAgeFactor is 0")]
    [TestCase(20, 40, 0.2, double.NaN, "WarmMaxAgeFactor is NaN")]
    public void Tunables_out_of_range_are_refused_by_name(int hot, int warm, double hotFactor, double warmFactor, string problem)
    {
        using CacheStore store = Create();
        Assert.That(() => store.TuneSegments(hot, warm, hotFactor, warmFactor), Throws.ArgumentException.With.Message.Contains(problem));
    }

    [Test]
    public void Which_items_are_temporary_may_change()
    {
        using CacheStore store = Create(clock: _clock);
        Assert.That(store.TemporaryLifetime, Is.Null);
        SetBriefly("before");
        store.TemporaryLifetime = TimeSpan.FromSeconds(2);
        SetBriefly("meanwhile");
        Assert.That(store.TemporaryLifetime, Is.EqualTo(TimeSpan.FromSeconds(2)));
        store.TemporaryLifetime = null;
        SetBriefly("after");
        Assert.That(Temporary(), Is.EqualTo(1));
        SetBriefly("meanwhile");
        Assert.That(Temporary(), Is.Zero);
        StoreIntegrity.Check(store);

        void SetBriefly(string key) => _ = store.Set(key, "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(2)));

        long Temporary() => store.GetStatistics().Classes.Sum(one => one.Temporary.Items);
    }

    [Test]
    public void Endless_items_are_never_temporary()
    {
        using CacheStore store = Create(clock: _clock, configure: options => options.TemporaryLifetime = TimeSpan.MaxValue);
        _ = store.Set("endless", "value"u8);
        _ = store.Set("ends", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromDays(1000)));
        Assert.That(store.GetStatistics().Classes.Sum(one => one.Temporary.Items), Is.EqualTo(1));
        Assert.That(store.TemporaryLifetime, Is.GreaterThan(TimeSpan.FromDays(1_000_000)));
    }

    [Test]
    public void What_makes_no_sense_is_refused()
    {
        using CacheStore store = Create();
        Assert.That(() => store.TemporaryLifetime = TimeSpan.Zero, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => store.PageBalancing = (PageBalancing)3, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(store.PageBalancing, Is.EqualTo(PageBalancing.Steady));
    }

    [Test]
    public void A_store_that_was_disposed_of_changes_nothing()
    {
        CacheStore store = Create();
        store.Dispose();
        Assert.That(() => store.ReassignPage(1, 2), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => store.PageBalancing = PageBalancing.Off, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => store.TemporaryLifetime = null, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => store.TuneSegments(20, 40, 0.2, 2), Throws.TypeOf<ObjectDisposedException>());
    }

    private static void Turns(CacheStore store)
    {
        for (int turn = 0; turn < 5; turn++)
        {
            store.RunMaintenance();
        }
    }

    private static (SlabClassStatistics Small, SlabClassStatistics Big) ClassesOf(CacheStore store)
    {
        IReadOnlyList<SlabClassStatistics> classes = store.GetStatistics().Classes;
        return (classes.Single(one => one.ChunkSize == 512), classes.Single(one => one.ChunkSize == 1024));
    }

    /// <summary>A full store, half of it small items that have waited for a minute, half of it bigger ones.</summary>
    private CacheStore TwoClasses()
    {
        CacheStore store = Create(1 << 20, _clock, options => options.ChunkSizes = [512, 1024]);
        for (int i = 0; i < 1000; i++)
        {
            _ = store.Set($"small{i}", Value(400));
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; !store.Parts.Memory.Pool.IsFull; i++)
        {
            _ = store.Set($"big{i}", Value(900));
        }

        return store;
    }
}
