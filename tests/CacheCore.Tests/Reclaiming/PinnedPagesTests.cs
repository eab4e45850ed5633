using CacheCore.Memory;
using CacheCore.Reclaiming;
using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.Reclaiming;

/// <summary>Pages in which pinned items lie: taken where that costs none of them, and at the very last where it does.</summary>
internal sealed class PinnedPagesTests
{
    private const int First = 0;
    private const int Second = 1;

    [TestCase(0, 0, 10, ExpectedResult = true)]
    [TestCase(0, 1, 10, ExpectedResult = true)]
    [TestCase(1, 1, 10, ExpectedResult = false)]
    [TestCase(1, 2, 10, ExpectedResult = true)]
    [TestCase(10, 2, 10, ExpectedResult = true)]
    [TestCase(11, 2, 10, ExpectedResult = false)]
    [TestCase(20, 3, 10, ExpectedResult = true)]
    public bool A_class_gives_a_page_if_its_pinned_items_fit_the_others(long pinned, long pages, int chunksPerPage) =>
        PinnedPages.HaveRoom(pinned, pages, chunksPerPage);

    [Test]
    public void Pinned_items_move_together_to_make_room()
    {
        using CacheStore store = Sparse(out string[] pinned);
        long before = store.Parts.Memory.Slabs.Classes[First].PageCount;
        Assert.That((store.Parts.Memory.Pool.IsFull, before), Is.EqualTo((true, (long)pinned.Length)));

        Assert.That(store.Set("large", Value(500_000)), Is.EqualTo(WriteResult.Stored));

        Assert.That(pinned.Select(key => store.Get(key)), Is.All.EqualTo(Value(400)));
        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.PinnedItems, statistics.PinnedEvictions), Is.EqualTo(((long)pinned.Length, 0L)));
        Assert.That(store.Parts.Memory.Slabs.Classes[First].PageCount, Is.LessThan(before - 50));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_page_with_a_pinned_item_that_has_no_room_elsewhere_stays()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(1 << 20, clock, options =>
        {
            Classes(options);
            options.EvictionPolicy = EvictionPolicy.Lru;
        });
        _ = store.Set("pinned", Value(400));
        for (int i = 0; i < 3000; i++)
        {
            Assert.That(store.Set($"second{i:0000}", Value(900)), Is.EqualTo(WriteResult.Stored));
        }

        // The only other item of the class, and soon the oldest of the store. To take its page for it would be in vain.
        _ = store.Set("ordinary", Value(400));
        for (int i = 0; i < 3000; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.That(store.Set($"another{i:0000}", Value(900)), Is.EqualTo(WriteResult.Stored));
        }

        Assert.That(store.Set("large", Value(100_000)), Is.EqualTo(WriteResult.Stored));
        Assert.That((store.Contains("pinned"), store.Contains("ordinary")), Is.EqualTo((true, true)));
        Assert.That(store.Workers.Pages.Reassign(First, Second), Is.EqualTo(ReassignResult.NothingToGive));
        Assert.That(store.GetStatistics().PagesTaken, Is.GreaterThan(0));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Every_page_but_those_that_pinned_items_fill_can_be_had()
    {
        using CacheStore store = Sparse(out string[] pinned);
        int moved = 0;
        while (store.Workers.Pages.Reassign(First, PageReclaimer.Pool) == ReassignResult.Moved)
        {
            moved++;
        }

        int chunks = store.Parts.Memory.Slabs.Classes[First].ChunksPerPage;
        Assert.That(store.Parts.Memory.Slabs.Classes[First].PageCount, Is.EqualTo((pinned.Length + chunks - 1) / chunks));
        Assert.That(pinned.Count(key => store.Contains(key)), Is.EqualTo(pinned.Length));
        Assert.That(moved, Is.GreaterThan(0));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_pinned_item_that_has_expired_holds_no_page()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(1 << 20, clock, Classes);
        _ = store.Set("pinned1", Value(400), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        clock.Advance(TimeSpan.FromSeconds(1));
        SlabAllocator slabs = store.Parts.Memory.Slabs;
        int page = Enumerable.Range(1, slabs.PageCount).First(page => slabs.UseOf(page) == PageUse.Slab);
        Assert.That(store.Workers.Mover.TryEmpty(page, First, store.Parts.Clock.NowMilliseconds));

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(
            (statistics.Items, statistics.PinnedBytes, statistics.Expirations, statistics.PinnedEvictions),
            Is.EqualTo((0L, 0L, 1L, 0L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Where_nothing_else_can_leave_pinned_items_do()
    {
        using CacheStore store = WithNothingButPinned(out string[] pinned, out List<int> taken);
        Assert.That(store.Workers.Pages.TryFreePage(sparesPinned: true), Is.False);
        Assert.That(pinned.All(key => store.Contains(key)));

        Assert.That(store.Set("second", Value(900)), Is.EqualTo(WriteResult.Stored));
        CacheStatistics statistics = store.GetStatistics();
        int chunks = store.Parts.Memory.Slabs.Classes[First].ChunksPerPage;
        Assert.That(statistics.PinnedEvictions, Is.EqualTo(chunks).And.EqualTo(statistics.Evictions));
        Assert.That(pinned.Count(key => store.Contains(key)), Is.EqualTo(pinned.Length - chunks));
        taken.ForEach(store.Parts.Memory.Slabs.FreeLink);
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_page_that_is_busy_for_a_moment_is_no_reason_to_let_pinned_items_go()
    {
        using CacheStore store = WithNothingButPinned(out string[] pinned, out List<int> taken);
        store.Parts.Memory.Slabs.FreeLink(taken[^1]);
        taken.RemoveAt(taken.Count - 1);
        _ = store.Set("second", Value(900));
        Assert.That(store.Parts.Memory.Slabs.TryReserve(Second, out ItemRef held));
        Assert.That(store.Workers.Pages.TryFreePage(), Is.False);

        Assert.That(pinned.All(key => store.Contains(key)));
        store.Parts.Memory.Slabs.Free(held);
        taken.ForEach(store.Parts.Memory.Slabs.FreeLink);
        StoreIntegrity.Check(store);
    }

    private static void Classes(CacheCoreOptions options)
    {
        options.ChunkSizes = [512, 1024];
        options.PinnedKeyPrefixes = ["pinned"];
        options.MaxPinnedBytes = options.MemoryLimit / 2;
    }

    /// <summary>A full store whose pages hold one pinned item each, and nothing else.</summary>
    private static CacheStore Sparse(out string[] pinned)
    {
        CacheStore store = Create(1 << 20, configure: Classes);
        int perPage = store.Parts.Memory.Slabs.Classes[First].ChunksPerPage;
        var keys = new List<string>();
        int ordinary = 0;
        while (!store.Parts.Memory.Pool.IsFull || store.Parts.Memory.Slabs.Classes[First].FirstOpenPage != 0)
        {
            for (int chunk = 0; chunk < perPage; chunk++)
            {
                string key = chunk == 0 ? $"pinned{keys.Count}" : $"{ordinary++}";
                _ = store.Set(key, Value(400));
                if (chunk == 0)
                {
                    keys.Add(key);
                }
            }
        }

        for (int i = 0; i < ordinary; i++)
        {
            _ = store.Remove($"{i}");
        }

        pinned = [.. keys];
        return store;
    }

    /// <summary>A store with three pages full of pinned items; all the others are held by nobody who would give them.</summary>
    private static CacheStore WithNothingButPinned(out string[] pinned, out List<int> taken)
    {
        CacheStore store = Create(1 << 20, configure: Classes);
        pinned = [.. Enumerable.Range(0, 3 * store.Parts.Memory.Slabs.Classes[First].ChunksPerPage).Select(i => $"pinned{i:000}")];
        foreach (string key in pinned)
        {
            _ = store.Set(key, Value(400));
        }

        taken = [];
        while (store.Parts.Memory.Slabs.TryTakeLink(out int page))
        {
            taken.Add(page);
        }

        return store;
    }
}
