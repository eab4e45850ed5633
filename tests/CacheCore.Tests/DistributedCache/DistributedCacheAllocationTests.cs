using System.Buffers;
using CacheCore.DistributedCache;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheCore.Tests.DistributedCache;

/// <summary>What a call through the interfaces allocates once it is warm: nothing but the array that Get hands out.</summary>
[TestFixture]
[NonParallelizable]
public sealed class DistributedCacheAllocationTests
{
    private const int Calls = 10_000;
    private const int ValueLength = 100;

    private static readonly byte[] Value = new byte[ValueLength];
    private static readonly string Key = "allocation:key";
    private static readonly DistributedCacheEntryOptions Options = new()
    {
        AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1),
        SlidingExpiration = TimeSpan.FromMinutes(5),
    };

    private CacheStore _store = null!;
    private CacheCoreDistributedCache _cache = null!;

    [SetUp]
    public void MakeCache()
    {
        _store = new(new CacheCoreOptions { MemoryLimit = 16 << 20, BackgroundMaintenance = false });
        _cache = new(_store);
        _cache.Set(Key, Value, Options);
    }

    [TearDown]
    public void DisposeStore() => _store.Dispose();

    [Test]
    public void SetAllocatesNothing() => Assert.That(AllocatedBy(cache => cache.Set(Key, Value, Options)), Is.Zero);

    [Test]
    public void SetAsyncAllocatesNothing() =>
        Assert.That(AllocatedBy(cache => _ = cache.SetAsync(Key, Value, Options, CancellationToken.None)), Is.Zero);

    [Test]
    public void SetOfASequenceAllocatesNothing()
    {
        ReadOnlySequence<byte> sequence = new(Value);

        Assert.That(AllocatedBy(cache => cache.Set(Key, sequence, Options)), Is.Zero);
    }

    [Test]
    public void RefreshAllocatesNothing() => Assert.That(AllocatedBy(cache => cache.Refresh(Key)), Is.Zero);

    [Test]
    public void RefreshAsyncAllocatesNothing() =>
        Assert.That(AllocatedBy(cache => _ = cache.RefreshAsync(Key, CancellationToken.None)), Is.Zero);

    [Test]
    public void RemoveAllocatesNothing() => Assert.That(
        AllocatedBy(cache =>
        {
            cache.Remove(Key);
            cache.Set(Key, Value, Options);
        }),
        Is.Zero);

    [Test]
    public void TryGetAllocatesNothing()
    {
        ArrayBufferWriter<byte> writer = new(ValueLength);

        Assert.That(
            AllocatedBy(cache =>
            {
                writer.ResetWrittenCount();
                cache.TryGet(Key, writer);
            }),
            Is.Zero);
    }

    [Test]
    public void TryGetAsyncAllocatesNothing()
    {
        ArrayBufferWriter<byte> writer = new(ValueLength);

        Assert.That(
            AllocatedBy(cache =>
            {
                writer.ResetWrittenCount();
                ValueTask<bool> hit = cache.TryGetAsync(Key, writer, CancellationToken.None);
                GC.KeepAlive(hit.IsCompletedSuccessfully ? null : this);
            }),
            Is.Zero);
    }

    [Test]
    public void GetAllocatesTheResultAlone()
    {
        long oneArray = AllocatedBy(_ => GC.KeepAlive(Value.Clone())) / Calls;

        Assert.That(AllocatedBy(cache => GC.KeepAlive(cache.Get(Key))), Is.EqualTo(oneArray * Calls));
    }

    [Test]
    public void MissAllocatesNothing() => Assert.That(AllocatedBy(cache => cache.Get("allocation:missing")), Is.Zero);

    [Test]
    public void AsyncMissAllocatesNothing() =>
        Assert.That(AllocatedBy(cache => _ = cache.GetAsync("allocation:missing", CancellationToken.None)), Is.Zero);

    /// <summary>
    /// The least of three rounds after one that warms up: the runtime makes some of its own things the first time that they are
    /// needed, whenever that is.
    /// </summary>
    private long AllocatedBy(Action<CacheCoreDistributedCache> call)
    {
        _ = AllocatedOnce(call);
        return Enumerable.Range(0, 3).Select(_ => AllocatedOnce(call)).Min();
    }

    private long AllocatedOnce(Action<CacheCoreDistributedCache> call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call(_cache);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
