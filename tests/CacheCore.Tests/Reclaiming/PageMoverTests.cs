using System.Text;
using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Reclaiming;
using CacheCore.Tests.Integrity;
using CacheCore.Wiring;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.Reclaiming;

/// <summary>What becomes of the items of a page that is taken.</summary>
internal sealed class PageMoverTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Items_with_room_elsewhere_are_all_there_after_it()
    {
        using CacheStore store = Sparse(900, 500, out string[] keys);
        int slabClass = ClassOf(store, keys[0]);
        long before = store.Parts.Memory.Slabs.Classes[slabClass].PageCount;
        Assert.That(TakeWhileRoomy(store, slabClass), Is.GreaterThan(before / 3));

        Assert.That(keys.Select((key, i) => store.Get(key).AsSpan().SequenceEqual(Value(500, i))), Is.All.True);
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Version_lifetime_and_flags_move_along()
    {
        using CacheStore store = Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        var options = new ItemOptions
        {
            SlidingExpiration = TimeSpan.FromMinutes(1),
            AbsoluteExpiration = _clock.GetUtcNow().AddMinutes(3),
            Flags = 77,
        };
        _ = store.Set("key", Value(300), options);
        _clock.Advance(TimeSpan.FromSeconds(7));
        _ = store.TryGetInfo("key", out _);   // renews it
        _ = store.TryGetInfo("key", out ItemInfo before);
        ItemRef place = Move(store, "key");

        Assert.That(ItemOf(store, "key", out _), Is.Not.EqualTo(place));
        Assert.That(store.TryGetInfo("key", out ItemInfo after));
        Assert.That(after.ToString(), Is.EqualTo(before.ToString()));
        Assert.That(store.CompareAndSwap("key", Value(301), before.Version, options), Is.EqualTo(WriteResult.Stored));
        StoreIntegrity.Check(store);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void Hit_marks_move_along(int reads)
    {
        using CacheStore store = Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        _ = store.Set("key", Value(300));
        for (int read = 0; read < reads; read++)
        {
            _ = store.Get("key");
        }

        _ = Move(store, "key");
        _ = ItemOf(store, "key", out Slot slot);
        Assert.That((slot.WasFetched, slot.Hits), Is.EqualTo((reads > 0, Math.Min(reads, 2))));
    }

    [Test]
    public void Every_item_keeps_its_place_in_its_queue()
    {
        using CacheStore store = Sparse(900, 500, out string[] keys);
        for (int i = 0; i < keys.Length; i += 5)
        {
            _ = store.Get(keys[i]);
            _ = store.Get(keys[i]);
        }

        store.RunMaintenance();
        store.RunMaintenance();
        int slabClass = ClassOf(store, keys[0]);
        string[] before = QueuesOf(store, slabClass);
        Assert.That(TakeWhileRoomy(store, slabClass), Is.GreaterThan(0));

        Assert.That(QueuesOf(store, slabClass), Is.EqualTo(before));
        Assert.That(before.Count(line => line.StartsWith("Warm", StringComparison.Ordinal)), Is.GreaterThan(10));
    }

    [Test]
    public void Items_that_are_used_outlive_the_taking_of_pages_when_memory_is_full()
    {
        using CacheStore store = FullWithUsed(out string[] used, out int others);
        int slabClass = ClassOf(store, used[0]);
        for (int page = 0; page < 40; page++)
        {
            Assert.That(store.Workers.Pages.Reassign(slabClass, PageReclaimer.Pool), Is.EqualTo(ReassignResult.Moved));
        }

        Assert.That(used.Count(key => store.Contains(key)), Is.EqualTo(used.Length));
        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.PagesTaken, Is.EqualTo(40));
        Assert.That(statistics.PageMoveRescues, Is.GreaterThan(0));
        Assert.That(statistics.Items + statistics.Evictions, Is.EqualTo(used.Length + others));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Items_that_are_used_outlive_writes_of_another_size()
    {
        using CacheStore store = FullWithUsed(out string[] used, out _);
        _clock.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 300; i++)
        {
            Assert.That(store.Set($"larger{i}", Value(2000)), Is.EqualTo(WriteResult.Stored));
        }

        Assert.That(used.Count(key => store.Contains(key)), Is.EqualTo(used.Length));
        Assert.That(store.GetStatistics().PagesTaken, Is.GreaterThan(20));
        StoreIntegrity.Check(store);
    }

    /// <summary>All within one second, so that no time of access tells them apart.</summary>
    [Test]
    public void Of_items_as_old_as_each_other_those_written_first_leave()
    {
        using CacheStore store = Create(1 << 20, _clock, options => options.EvictionPolicy = EvictionPolicy.Lru);
        var written = new List<string>();
        while (!store.Parts.Memory.Pool.IsFull)
        {
            Write();
        }

        // Chunks that are free by turns, so that each page comes to hold old and new ones.
        for (int i = 0; i < written.Count; i += 4)
        {
            _ = store.Remove(written[i]);
        }

        int first = written.Count;
        for (int i = 0; i < first / 4; i++)
        {
            Write();
        }

        int slabClass = ClassOf(store, written[^1]);
        for (int page = 0; page < 20; page++)
        {
            Assert.That(store.Workers.Pages.Reassign(slabClass, PageReclaimer.Pool), Is.EqualTo(ReassignResult.Moved));
        }

        string[] left = [.. written.Where((key, i) => (i >= first || i % 4 != 0) && store.Contains(key))];
        Assert.That(left, Is.EqualTo(written.TakeLast(left.Length + (left.Length / 3)).Where(key => store.Contains(key))));
        Assert.That(written.Skip(first).Count(key => !store.Contains(key)), Is.Zero);
        Assert.That(store.GetStatistics().Evictions, Is.GreaterThan(100));

        void Write()
        {
            written.Add($"{written.Count:00000}");
            _ = store.Set(written[^1], Value(500));
        }
    }

    [Test]
    public void What_leaves_with_a_page_and_for_it_is_counted()
    {
        using CacheStore store = Sparse(900, 500, out string[] keys);
        int slabClass = ClassOf(store, keys[0]);
        int taken = 0;
        while (store.Workers.Pages.Reassign(slabClass, PageReclaimer.Pool) == ReassignResult.Moved)
        {
            taken++;
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.PagesTaken, statistics.Classes.Single().Pages), Is.EqualTo(((long)taken, 1L)));
        Assert.That(statistics.PageMoveRescues, Is.GreaterThan(keys.Length / 3));
        Assert.That(statistics.PageMoveEvictions, Is.EqualTo(keys.Length - statistics.Items).And.EqualTo(statistics.Evictions));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_large_value_whose_time_is_over_is_not_evicted_for_its_pages()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(2 << 20, clock);
        for (int i = 0; i < 8; i++)
        {
            _ = store.Set($"{i}", new byte[200_000], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(5)));
        }

        clock.Advance(TimeSpan.FromSeconds(10));
        for (int i = 0; i < 4; i++)
        {
            _ = store.Set($"new{i}", new byte[200_000]);
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.ReclaimedExpired, Is.Positive);
        Assert.That((statistics.Evictions, statistics.PageMoveEvictions), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void What_has_expired_is_not_rescued()
    {
        using CacheStore store = Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        for (int i = 0; i < 100; i++)
        {
            _ = store.Set($"{i}", Value(500), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        }

        int slabClass = ClassOf(store, "0");
        _clock.Advance(TimeSpan.FromSeconds(1));
        while (store.Workers.Pages.Reassign(slabClass, PageReclaimer.Pool) == ReassignResult.Moved)
        {
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(
            (statistics.PageMoveRescues, statistics.Evictions, statistics.Expirations),
            Is.EqualTo((0L, 0L, 100 - statistics.Items)));
        Assert.That(
            (statistics.ReclaimedExpired, statistics.ExpiredUnread, statistics.PageMoveEvictions),
            Is.EqualTo((statistics.Expirations, statistics.Expirations, 0L)));
        StoreIntegrity.Check(store);
    }

    /// <summary>Lengths of which one leaves nothing over, one a part in the head, and one a tail as well.</summary>
    [TestCase(2 * PageSize)]
    [TestCase((2 * PageSize) + 100)]
    [TestCase((2 * PageSize) + 5000)]
    [TestCase((3 * PageSize) - 1)]
    public void Heads_and_tails_of_large_values_move(int length)
    {
        using CacheStore store = Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"large{i:00}")];
        for (int i = 0; i < keys.Length; i++)
        {
            _ = store.Set(keys[i], Value(length, i));
        }

        long links = store.Parts.Memory.Slabs.LinkPages;
        for (int round = 0; round < 3; round++)
        {
            for (int page = 1; page <= store.Parts.Memory.Slabs.PageCount; page++)
            {
                if (store.Parts.Memory.Slabs.UseOf(page) == PageUse.Slab)
                {
                    MakeRoom(store, store.Parts.Memory.Slabs.Inspect(page).SlabClass);
                    Assert.That(
                        MoverOf(store).TryEmpty(page, store.Parts.Memory.Slabs.Inspect(page).SlabClass, store.Parts.Clock.NowMilliseconds));
                }
            }
        }

        Assert.That(keys.Select((key, i) => store.Get(key).AsSpan().SequenceEqual(Value(length, i))), Is.All.True);
        Assert.That(store.Parts.Memory.Slabs.LinkPages, Is.EqualTo(links));
        StoreIntegrity.Check(store);
        store.Clear();
        Assert.That(store.Parts.Memory.Slabs.LinkPages, Is.Zero);
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_page_of_which_somebody_holds_a_chunk_stays()
    {
        using CacheStore store = Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        _ = store.Set("key", Value(500));
        int slabClass = ClassOf(store, "key");
        Assert.That(store.Parts.Memory.Slabs.TryReserve(slabClass, out ItemRef held));
        MakeRoom(store, slabClass);
        Assert.That(MoverOf(store).TryEmpty(store.Parts.Memory.Pool.PageOf(held), slabClass, store.Parts.Clock.NowMilliseconds), Is.False);

        Assert.That(store.Get("key"), Is.EqualTo(Value(500)));
        store.Parts.Memory.Slabs.Free(held);
        Assert.That(store.GetStatistics().PagesTaken, Is.Zero);
        StoreIntegrity.Check(store);
    }

    /// <summary>A store with one class whose pages are all partly free, and the keys left in it.</summary>
    private CacheStore Sparse(int items, int length, out string[] left)
    {
        CacheStore store = Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        for (int i = 0; i < items; i++)
        {
            _ = store.Set($"{i:0000}", Value(length, i / 3));
        }

        for (int i = 0; i < items; i++)
        {
            _ = i % 3 != 0 && store.Remove($"{i:0000}");
        }

        left = [.. Enumerable.Range(0, items / 3).Select(i => $"{i * 3:0000}")];
        return store;
    }

    /// <summary>
    /// A full store of 500-byte values, among them a hundred, spread over its pages, that are read again: in WARM, or active in HOT.
    /// </summary>
    private CacheStore FullWithUsed(out string[] used, out int others)
    {
        CacheStore store = Create(1 << 20, _clock, options => options.EvictionPolicy = EvictionPolicy.Segmented);
        used = [.. Enumerable.Range(0, 100).Select(i => $"used{i:00}")];
        others = 0;
        for (int i = 0; !store.Parts.Memory.Pool.IsFull; i++)
        {
            _ = store.Set(i % 15 == 0 && i / 15 < used.Length ? used[i / 15] : $"o{others++:0000}", Value(500));
        }

        for (int read = 0; read < 2; read++)
        {
            Assert.That(used.Select(key => store.Get(key)), Is.All.Not.Null);
        }

        store.RunMaintenance();
        store.RunMaintenance();
        Assert.That(store.GetStatistics().Classes.Sum(one => one.Warm.Items), Is.GreaterThan(used.Length / 2));
        return store;
    }

    /// <summary>Takes pages of a class as long as others have room for what is in them; returns how many.</summary>
    private static int TakeWhileRoomy(CacheStore store, int slabClass)
    {
        SlabClass one = store.Parts.Memory.Slabs.Classes[slabClass];
        int taken = 0;
        while ((one.PageCount * one.ChunksPerPage) - one.UsedChunks >= one.ChunksPerPage)
        {
            Assert.That(store.Workers.Pages.Reassign(slabClass, PageReclaimer.Pool), Is.EqualTo(ReassignResult.Moved));
            taken++;
        }

        return taken;
    }

    /// <summary>Moves an item off its page; returns where it was.</summary>
    private static ItemRef Move(CacheStore store, string key)
    {
        ItemRef item = ItemOf(store, key, out _);
        MakeRoom(store, store.Parts.Memory.Slabs.ClassOf(item));
        Assert.That(
            MoverOf(store).TryEmpty(
                store.Parts.Memory.Pool.PageOf(item), store.Parts.Memory.Slabs.ClassOf(item), store.Parts.Clock.NowMilliseconds));
        return item;
    }

    private static void MakeRoom(CacheStore store, int slabClass)
    {
        SlabClass one = store.Parts.Memory.Slabs.Classes[slabClass];
        while ((one.PageCount * one.ChunksPerPage) - one.UsedChunks < 2 * one.ChunksPerPage)
        {
            Assert.That(store.Parts.Memory.Slabs.TryGrow(slabClass));
        }
    }

    private static PageMover MoverOf(CacheStore store) => new StoreWorkers(store.Parts).Mover;

    private static int ClassOf(CacheStore store, string key) => store.Parts.Memory.Slabs.ClassOf(ItemOf(store, key, out _));

    private static ItemRef ItemOf(CacheStore store, string key, out Slot slot)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        ulong hash = store.Parts.Memory.Hash.Of(bytes);
        store.Parts.Gate.Enter(hash, out LockedBucket locked);
        bool found = locked.TryFind(store.Parts.Memory.Pool, hash, bytes, out SlotRef place);
        slot = found ? place.Value : default;
        locked.ExitUnchanged();
        Assert.That(found);
        return slot.Item;
    }

    /// <summary>One line an item, queue by queue from head to tail.</summary>
    private static string[] QueuesOf(CacheStore store, int slabClass)
    {
        var lines = new List<string>();
        PagePool pool = store.Parts.Memory.Pool;
        foreach (SegmentedLru lru in store.Parts.Eviction.Lru.ShardsOf(slabClass))
        {
            foreach (LruSegment segment in Enum.GetValues<LruSegment>())
            {
                for (ItemRef item = lru.HeadOf(segment); !item.IsNone; item = new ItemRef(pool.View(item).Header.LruNext))
                {
                    ItemHeader header = pool.View(item).Header;
                    lines.Add($"{segment} {Encoding.UTF8.GetString(pool.View(item).Bytes(header.KeyOffset, header.Identity.KeyLength))}");
                }
            }
        }

        return [.. lines];
    }
}
