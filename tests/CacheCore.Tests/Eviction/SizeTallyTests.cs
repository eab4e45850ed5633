using CacheCore.Access.Figures;
using CacheCore.Access.Values;
using CacheCore.Eviction;

namespace CacheCore.Tests.Eviction;

internal sealed class SizeTallyTests
{
    private const int Overhead = 59;
    private static readonly int[] Sizes = [96, 120, 152, 192, 240, 304, 384, 480, 600, 752, 20_000, 524_288];

    /// <summary>Two begin while writers overwrite in place, grow numbers and evict; all agree in the end on what is there.</summary>
    [Test]
    public void A_tally_that_begins_amid_writers_counts_each_item_once([Values] EvictionPolicy policy)
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 4 << 20, EvictionPolicy = policy });
        SizeTally first = new(new SizeClasses(Overhead, 4, Sizes));
        SizeTally second = new(new SizeClasses(Overhead, 4, Sizes));
        Task[] writers = [.. Enumerable.Range(0, 3).Select(seed => Task.Run(() => Write(store, new Random(seed), 60_000)))];
        store.BeginTally(first);
        store.BeginTally(second);
        Task.WaitAll(writers);

        long[] found = new long[Sizes.Length + 1];
        long bytes = 0;
        foreach (byte[] key in store.EnumerateKeys())
        {
            byte[] value = store.Get(key)!;
            found[first.Classes.ClassOf(Overhead + key.Length + value.Length)]++;
            bytes += key.Length + value.Length;
        }

        foreach (SizeTally tally in new[] { first, second })
        {
            Assert.That(Enumerable.Range(0, found.Length).Select(sizeClass => ItemsOf(tally, sizeClass)), Is.EqualTo(found));
            Assert.That(BytesOf(tally), Is.EqualTo(bytes));
        }
    }

    /// <summary>As where the shards of a class were made before a tally was begun, and put in place after it.</summary>
    [Test]
    public void A_length_that_changes_before_the_items_queues_tell_is_counted_once()
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        SizeTally tally = new(new SizeClasses(Overhead, 4, Sizes));
        store.Set("key", new byte[20]);
        store.BeginTally(tally);
        _ = store.Remove("key");
        SegmentedLru[] shards =
            [.. Enumerable.Range(0, store.Parts.Eviction.Lru.Count)
                .SelectMany(queues => store.Parts.Eviction.Lru.ShardsOf(queues).ToArray())];
        Array.ForEach(shards, static shard => shard.Tallies = []);
        store.Set("key", new byte[20]);
        store.Set("key", new byte[22]);
        Assert.That(BytesOf(tally), Is.Zero);

        store.Parts.Eviction.Lru.BeginTally(tally);
        Assert.That(BytesOf(tally), Is.EqualTo("key".Length + 22));
    }

    [Test]
    public void A_tally_that_has_ended_hears_no_more()
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        SizeTally tally = new(new SizeClasses(Overhead, 4, Sizes));
        store.BeginTally(tally);
        store.Set("a", "1"u8);
        store.EndTally(tally);
        store.Set("b", "1"u8);

        Assert.That(ItemsOf(tally, 1), Is.EqualTo(1));
    }

    private static long BytesOf(SizeTally tally) =>
        Enumerable.Range(0, Sizes.Length + 1).Sum(sizeClass => tally[sizeClass, TallyFigure.Bytes]);

    private static long ItemsOf(SizeTally tally, int sizeClass) =>
        Enumerable.Range((int)TallyFigure.Hot, SegmentedLru.Segments).Sum(segment => tally[sizeClass, (TallyFigure)segment]);

    private static void Write(CacheStore store, Random random, int times)
    {
        byte[] value = new byte[700];
        byte[] large = new byte[30_000];
        for (int i = 0; i < times; i++)
        {
            string key = "key" + random.Next(9_000);
            switch (random.Next(40))
            {
                case 0:
                    _ = store.Remove(key);
                    break;
                case 1:
                    store.Set(key, large.AsSpan(0, random.Next(large.Length)));
                    break;
                case 2:
                    store.Set(key, "9"u8);
                    _ = store.Increment(key, (ulong)random.Next(), out _);
                    break;
                default:
                    store.Set(key, value.AsSpan(0, random.Next(4) == 0 ? random.Next(value.Length) : 30 + random.Next(12)));
                    break;
            }
        }
    }
}
