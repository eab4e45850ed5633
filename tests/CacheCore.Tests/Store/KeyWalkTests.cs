using CacheCore.Index;
using CacheCore.Tests.CacheStoreTests;
using CacheCore.Wiring;

namespace CacheCore.Tests.Store;

/// <summary>A walk whose bucket writers do not leave alone takes its lock in the end and lists its keys all the same.</summary>
internal sealed class KeyWalkTests
{
    private const uint Hot = 8;

    [TestCase(0)]
    [TestCase(20)]
    [TestCase(600)]
    public void A_bucket_that_is_always_in_change_is_listed_under_its_lock(int length)
    {
        using CacheStore store = TestStore.Create();
        string[] keys = [.. Enumerable.Range(0, 1000).Select(number => $"{number}{new string('k', length)}")];
        Array.ForEach(keys, key => store.Set(key, "value"u8));
        _ = store.Set("over", "value"u8, new ItemOptions { AbsoluteExpiration = DateTimeOffset.UnixEpoch });

        // As if somebody were in a bucket whenever it is looked at: DIRTY, but to be had for who wants its lock.
        StoreParts parts = store.Parts;
        for (uint number = 0; number < Hot; number++)
        {
            HashBucket bucket = parts.Memory.Index.Bucket(number);
            bucket.Exit(new BucketWord(bucket.Word.Bits | BucketWord.Dirty));
        }

        Task<string[]> walk = Task.Run(() => store.EnumerateKeys().Select(key => System.Text.Encoding.UTF8.GetString(key)).ToArray());
        bool isOver = walk.Wait(TimeSpan.FromSeconds(60));
        for (uint number = 0; number < Hot; number++)
        {
            HashBucket bucket = parts.Memory.Index.Bucket(number);
            bucket.Exit(new BucketWord(bucket.Word.Bits & ~BucketWord.Dirty));
        }

        Assert.That(isOver, "The walk waits for a quiet moment.");
        Assert.That(walk.Result, Is.EquivalentTo(keys));
    }
}
