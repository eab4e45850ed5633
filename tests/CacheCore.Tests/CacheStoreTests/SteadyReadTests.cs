using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Wiring;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>
/// Once an item is marked, a read writes nothing to the memory that processors share: no byte of any page, no word of any
/// bucket, no count of the policy's. A lock taken and left would show too, were it by the version alone that a change gives.
/// </summary>
internal sealed class SteadyReadTests
{
    private const int Reads = 10_000;
    private const int Keys = 500;

    private readonly FakeTimeProvider _clock = new();
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _store = Create(8 << 20, _clock);
        for (int i = 0; i < Keys; i++)
        {
            _ = _store.Set($"{i}", Value(i % 50 == 0 ? 30_000 : i), Options(i));
        }

        // The first read marks an item as fetched, the second as active.
        ReadAll();
        ReadAll();
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void A_steady_hit_writes_to_no_page_no_bucket_and_no_sketch()
    {
        byte[] before = Snapshot();
        for (int i = 0; i < Reads / Keys; i++)
        {
            ReadAll();
        }

        Assert.That(Snapshot().AsSpan().SequenceEqual(before));
        Assert.That(_store.GetStatistics().Misses, Is.Zero);
        Assert.That(_store.Parts.Counters.Sum(StoreCounter.ReadRetries), Is.Zero);
    }

    [Test]
    public void A_miss_writes_to_no_page_and_no_bucket()
    {
        byte[] before = Snapshot();
        for (int i = 0; i < Reads; i++)
        {
            _ = _store.Get($"missing{i}");
        }

        Assert.That(Snapshot().AsSpan().SequenceEqual(before));
    }

    [Test]
    public void A_steady_hit_goes_through_though_writers_hold_every_bucket()
    {
        // Whoever wanted a lock would wait for ever here. The test is done by a thread, so that such a one fails.
        uint buckets = _store.Parts.Memory.Index.Shape.Buckets;
        for (uint number = 0; number < buckets; number++)
        {
            Assert.That(_store.Parts.Memory.Index.Bucket(number).TryEnter(out _));
        }

        bool done = Task.Run(ReadAll).Wait(TimeSpan.FromSeconds(20));
        for (uint number = 0; number < buckets; number++)
        {
            HashBucket bucket = _store.Parts.Memory.Index.Bucket(number);
            bucket.Exit(new BucketWord(bucket.Word.Bits & ~BucketWord.Lock));
        }

        Assert.That(done, "A read waits for a lock.");
    }

#if DEBUG
    [Test]
    public void A_steady_hit_takes_no_lock_and_writes_no_shared_line()
    {
        (long locks, long writes) = (SharedAccess.Locks, SharedAccess.Writes);
        ReadAll();

        Assert.That((SharedAccess.Locks - locks, SharedAccess.Writes - writes), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void The_counts_see_a_first_hit_and_an_overwrite()
    {
        _ = _store.Set("new", "value"u8);
        (long locks, long writes) = (SharedAccess.Locks, SharedAccess.Writes);
        _ = _store.Get("new");
        Assert.That((SharedAccess.Locks - locks, SharedAccess.Writes - writes), Is.EqualTo((0L, 1L)), "a mark");

        _ = _store.Set("new", "other"u8);
        Assert.That(SharedAccess.Locks - locks, Is.EqualTo(1));
    }
#endif

    [Test]
    public void The_snapshot_sees_a_renewal()
    {
        byte[] before = Snapshot();
        _clock.Advance(TimeSpan.FromMinutes(30));
        ReadAll();

        Assert.That(Snapshot().AsSpan().SequenceEqual(before), Is.False);
    }

    private static ItemOptions Options(int item) => (item % 3) switch
    {
        1 => new ItemOptions { SlidingExpiration = TimeSpan.FromHours(1) },
        2 => new ItemOptions { Flags = 7, AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) },
        _ => default,
    };

    private void ReadAll()
    {
        for (int i = 0; i < Keys; i++)
        {
            if (_store.Get($"{i}") is null)
            {
                throw new InvalidOperationException($"Item {i} is missing.");
            }
        }
    }

    /// <summary>Every byte of the pages in use, of the buckets and of the overflow lines, and of what the policy knows.</summary>
    private byte[] Snapshot()
    {
        StoreParts parts = _store.Parts;
        using var copy = new MemoryStream();
        for (int page = 1; page <= parts.Memory.Slabs.PageCount; page++)
        {
            if (parts.Memory.Slabs.UseOf(page) != PageUse.None)
            {
                copy.Write(parts.Memory.Pool.PageBytes(page));
            }
        }

        for (uint number = 0; number < parts.Memory.Index.Shape.Buckets; number++)
        {
            Copy(parts.Memory.Index.Bucket(number), copy);
        }

        for (uint number = 1; number < parts.Memory.Index.Lines.Count; number++)
        {
            Copy(parts.Memory.Index.Line(number), copy);
        }

        PoolGeometry geometry = parts.Memory.Pool.Geometry;
        copy.Write(parts.Memory.Pool.RangeBytes(geometry.SketchOffset, (int)parts.Eviction.Policy.Admission!.Sketch.Bytes));
        copy.Write(parts.Memory.Pool.RangeBytes(geometry.GhostOffset, (int)parts.Eviction.Policy.Admission.Ghost.Bytes));
        return copy.ToArray();
    }

    private static void Copy(HashBucket line, MemoryStream copy)
    {
        copy.Write(BitConverter.GetBytes(line.Word.Bits));
        for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
        {
            copy.Write(BitConverter.GetBytes(line[slot].Bits));
        }
    }
}
