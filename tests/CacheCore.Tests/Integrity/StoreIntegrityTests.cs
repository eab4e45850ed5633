using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Tests.Integrity;

/// <summary>The check itself is checked: it finds what was broken on purpose.</summary>
internal sealed class StoreIntegrityTests
{
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _store = new CacheStore(new CacheCoreOptions { MemoryLimit = 4 << 20, PageSize = 8192, BackgroundMaintenance = false });
        for (int i = 0; i < 5000; i++)
        {
            _ = _store.Set($"key{i}", new byte[i % 300]);
        }

        _ = _store.Set("large", new byte[30_001]);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void A_store_in_order_has_no_problems() => StoreIntegrity.Check(_store);

    [Test]
    public void A_store_with_everything_removed_has_no_problems()
    {
        _store.Clear();

        StoreIntegrity.Check(_store);
        Assert.That(_store.GetStatistics().Items, Is.Zero);
    }

    [Test]
    public void A_wrong_state_is_found()
    {
        Header(FirstItem(out _)).Place = new ItemPlace(ChunkState.Reserved);

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("Reserved"));
    }

    [Test]
    public void A_wrong_tag_is_found()
    {
        _ = FirstItem(out SlotRef place);
        place.Store(new Slot(place.Value.Bits ^ 8));

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("tag"));
    }

    [Test]
    public void A_lost_slot_is_found()
    {
        _ = FirstItem(out SlotRef place);
        place.Store(Slot.Empty);

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("not in the index"));
    }

    [Test]
    public void A_locked_bucket_is_found()
    {
        _ = _store.Parts.Memory.Index.TryEnter(0, out LockedBucket locked);
        IReadOnlyList<string> problems = StoreIntegrity.Problems(_store.Parts);
        locked.ExitUnchanged();

        Assert.That(problems, Has.Some.Contains("locked"));
    }

    [Test]
    public void A_broken_queue_is_found()
    {
        Header(FirstItem(out _)).LruPrevious = 4711;

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("4711"));
    }

    [Test]
    public void A_leaked_chunk_is_found()
    {
        Assert.That(_store.Parts.Memory.Slabs.TryReserve(0, out _), Is.True);

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("reserved"));
    }

    [Test]
    public void A_leaked_link_page_is_found()
    {
        Assert.That(_store.Parts.Memory.Slabs.TryTakeLink(out _), Is.True);

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("link of no large value"));
    }

    [Test]
    public void A_leaked_overflow_line_is_found()
    {
        Assert.That(_store.Parts.Memory.Index.TryTakeLine(out _), Is.True);

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("overflow lines taken"));
    }

    [Test]
    public void A_wrong_count_of_bytes_is_found()
    {
        _store.Parts.Counters.Mine.Add(CacheCore.Parts.StoreCounter.StoredBytesOf(3));

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("Keys and values"));
    }

    [Test]
    public void A_wrong_count_of_pinned_bytes_is_found()
    {
        _store.Parts.Eviction.Pinned.Release(56);

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("Pinned items take 0 bytes, counted as -56"));
    }

    [Test]
    public void A_wrong_count_of_items_is_found()
    {
        _store.Parts.Memory.Index.CountItems(1);

        Assert.That(StoreIntegrity.Problems(_store.Parts), Has.Some.Contains("counted as"));
    }

    private ref ItemHeader Header(ItemRef item) => ref _store.Parts.Memory.Pool.View(item).Header;

    private ItemRef FirstItem(out SlotRef place)
    {
        for (uint number = 0; ; number++)
        {
            HashBucket bucket = _store.Parts.Memory.Index.Bucket(number);
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                if (!bucket[slot].IsEmpty)
                {
                    place = new SlotRef(bucket, slot);
                    return bucket[slot].Item;
                }
            }
        }
    }
}
