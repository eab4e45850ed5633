using System.Buffers.Binary;
using CacheCore.Throughput.Harness;
using CacheCore.Tool.Bench;

namespace CacheCore.Throughput.Suites;

/// <summary>What one process of the sizes suite found, in bytes. The parts of what is beyond keys and values add up to it.</summary>
internal sealed record SizesResult
{
    public required long Limit { get; init; }

    public required string Churn { get; init; }

    public required long Items { get; init; }

    public required long StoredBytes { get; init; }

    public required long MemoryUsed { get; init; }

    public required long IndexBytes { get; init; }

    public required long PolicyBytes { get; init; }

    /// <summary>Chunks that hold nothing, in pages that a class owns.</summary>
    public required long FreeBytes { get; init; }

    /// <summary>Growth of the process's resident memory.</summary>
    public required long ResidentGrowth { get; init; }

    public required long PagesTaken { get; init; }

    public required long Evictions { get; init; }

    public double Beyond => ((double)MemoryUsed / StoredBytes) - 1;

    public double ResidentBeyond => ((double)ResidentGrowth / StoredBytes) - 1;

    /// <summary>The headers of all items, at <see cref="SizesLoad.HeaderBytes"/> each.</summary>
    public long HeaderBytes => Items * SizesLoad.HeaderBytes;

    /// <summary>What is lost to chunks and pages that are larger than what lies in them.</summary>
    public long RoundingBytes => MemoryUsed - StoredBytes - IndexBytes - PolicyBytes - FreeBytes - HeaderBytes;
}

/// <summary>Fills a store with values of log-normal sizes and goes on writing until several times the limit was written.</summary>
internal static class SizesLoad
{
    public const int HeaderBytes = 30;

    /// <summary>
    /// New keys without end, or the popular ones of a key space again and again: one write in ten gives a key that is there a
    /// value of another size.
    /// </summary>
    public static readonly string[] Churns = ["new keys", "zipf, rewrites"];

    private const double ZipfExponent = 0.99;
    private const int OneRewriteIn = 10;

    /// <summary>Bytes that an item takes on average, and keys for each that fits.</summary>
    private const int BytesPerItem = 600;
    private const int KeysPerItem = 4;

    public static SizesResult Run(long limit, string churn, int times)
    {
        Churn(new CacheStore(OptionsFor(4 << 20)), churn, 2);
        long before = ProcessMemory.ResidentAfterCollection();
        using CacheStore store = Churn(new CacheStore(OptionsFor(limit)), churn, times);
        long growth = ProcessMemory.ResidentAfterCollection() - before;
        CacheStatistics statistics = store.GetStatistics();
        return new SizesResult
        {
            Limit = limit,
            Churn = churn,
            Items = statistics.Items,
            StoredBytes = statistics.StoredBytes,
            MemoryUsed = statistics.MemoryUsed,
            IndexBytes = statistics.IndexBytes,
            PolicyBytes = statistics.PolicyBytes,
            FreeBytes = statistics.Classes.Sum(one => one.FreeChunks * one.ChunkSize),
            ResidentGrowth = growth,
            PagesTaken = statistics.PagesTaken,
            Evictions = statistics.Evictions,
        };
    }

    private static CacheCoreOptions OptionsFor(long limit) => new() { MemoryLimit = limit };

    private static CacheStore Churn(CacheStore store, string churn, int times)
    {
        long limit = store.GetStatistics().MemoryLimit;
        Random random = new(1);
        LogNormalSizes sizes = new(random);
        int keys = (int)(limit / BytesPerItem * KeysPerItem);
        ZipfRanks ranks = new(keys, ZipfExponent, random);
        bool isNew = churn == Churns[0];
        byte[] value = new byte[LogNormalSizes.Largest];
        byte[] read = new byte[LogNormalSizes.Largest];
        byte[] key = new byte[KeySpace.KeyLength];
        long next = 0;
        for (long written = 0; written < limit * times;)
        {
            BinaryPrimitives.WriteInt64LittleEndian(key, isNew ? next++ : ranks.Next());
            if (isNew || random.Next(OneRewriteIn) == 0 || store.Read(key, read, out _) != ReadResult.Hit)
            {
                int size = sizes.Next();
                _ = store.Set(key, value.AsSpan(0, size));
                written += size;
            }
        }

        return store;
    }
}
