using CacheCore.Tests.Integrity;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class LargeValueTests
{
    private const int MiB = 1 << 20;

    private CacheStore _store = null!;

    [OneTimeSetUp]
    public void SetUp() => _store = new CacheStore(new CacheCoreOptions
    {
        MemoryLimit = 512L * MiB,
        MaxItemSize = 129 * MiB,
        BackgroundMaintenance = false,
    });

    [OneTimeTearDown]
    public void TearDown() => _store.Dispose();

    [TestCase(1_153_434)]
    [TestCase(3 * MiB)]
    [TestCase((17 * MiB) + 1)]
    [TestCase((100 * MiB) - 1)]
    [TestCase(128 * MiB)]
    public void A_large_value_comes_back_whole(int length)
    {
        byte[] value = Value(length);

        Assert.That(_store.Set("key", value), Is.EqualTo(WriteResult.Stored));
        byte[] read = _store.Get("key")!;
        Assert.That(read.AsSpan().SequenceEqual(value));
        Array.Clear(read);
        Assert.That(_store.Read("key", read, out int found), Is.EqualTo(ReadResult.Hit));
        Assert.That((found, read.AsSpan().SequenceEqual(value)), Is.EqualTo((length, true)));
        StoreIntegrity.Check(_store);
    }

    [Test]
    public void Large_values_push_each_other_out_without_a_gap_in_memory()
    {
        byte[] value = Value(100 * MiB);
        for (int i = 0; i < 12; i++)
        {
            Assert.That(_store.Set($"key{i}", value.AsSpan(0, value.Length - (i * 1000))), Is.EqualTo(WriteResult.Stored));
            Assert.That(_store.Contains($"key{i}"), Is.True);
        }

        CacheStatistics statistics = _store.GetStatistics();
        Assert.That(statistics.StoredBytes, Is.GreaterThan(statistics.MemoryLimit * 3 / 4));
        Assert.That(statistics.RejectedOutOfMemory, Is.Zero);
        Assert.That(_store.Get("key11")!.AsSpan().SequenceEqual(value.AsSpan(0, value.Length - 11_000)));
        StoreIntegrity.Check(_store);
    }
}
