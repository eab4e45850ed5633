using CacheCore.Index;
using CacheCore.Parts;
using CacheCore.Tests.CacheStoreTests;
using CacheCore.Wiring;

namespace CacheCore.Tests.Store;

/// <summary>A reader whom writers do not let finish takes the bucket's lock in the end and reads all the same.</summary>
internal sealed class LockedReadTests
{
    [TestCase(0)]
    [TestCase(100)]
    [TestCase(50_000)]
    public void A_bucket_that_is_always_in_change_is_read_under_its_lock(int length)
    {
        using CacheStore store = TestStore.Create();
        byte[] value = TestStore.Value(length);
        _ = store.Set("key", value, new ItemOptions { SlidingExpiration = TimeSpan.FromHours(1) });

        Assert.That(WhileDirty(store, () => store.Get("key")), Is.EqualTo(value));
        Assert.That(WhileDirty(store, () => store.Get("missing")), Is.Null);
        Assert.That(WhileDirty(store, () => store.Read("key", new byte[length], out _)), Is.EqualTo(ReadResult.Hit));
        Assert.That(
            WhileDirty(
                store,
                () => store.Read("key", new byte[Math.Max(0, length - 1)], out int found) == ReadResult.DestinationTooSmall ? found : -1),
            Is.EqualTo(length == 0 ? -1 : length));
    }

    /// <summary>Holds all buckets dirty until the reader has given up reading without a lock.</summary>
    private static T WhileDirty<T>(CacheStore store, Func<T> read)
    {
        StoreParts parts = store.Parts;
        long retries = parts.Counters.Sum(StoreCounter.ReadRetries);
        for (uint number = 0; number < parts.Memory.Index.Shape.Buckets; number++)
        {
            Assert.That(parts.Memory.Index.TryEnterNumber(number, out LockedBucket locked));
            locked.MarkDirty();
        }

        Task<T> reader = Task.Run(read);
        bool gaveUp = SpinWait.SpinUntil(() => parts.Counters.Sum(StoreCounter.ReadRetries) >= retries + 100, TimeSpan.FromSeconds(20));
        for (uint number = 0; number < parts.Memory.Index.Shape.Buckets; number++)
        {
            HashBucket bucket = parts.Memory.Index.Bucket(number);
            bucket.Exit(new BucketWord(bucket.Word.Bits & ~(BucketWord.Lock | BucketWord.Dirty)));
        }

        Assert.That(gaveUp, "The reader never took the lock.");
        Assert.That(reader.Wait(TimeSpan.FromSeconds(20)));
        return reader.Result;
    }
}
