using System.Buffers.Binary;
using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Suites;

/// <summary>What large values of one size came to.</summary>
/// <param name="ValueSize">Bytes of a value.</param>
/// <param name="Held">How many are held at the end, in a store that was full of small items.</param>
/// <param name="Refused">Writes that were refused, or whose value was not there right after.</param>
/// <param name="MemorySize">Bytes of the limit that each takes, as the store tells it.</param>
/// <param name="SmallItems">Small items that are left.</param>
internal sealed record LargeResult(int ValueSize, long Held, long Refused, long MemorySize, long SmallItems)
{
    private const double Share = 0.10;
    private const int Bytes = 4096;

    public long Beyond => MemorySize - ValueSize - KeySpace.KeyLength;

    public double Bar => Math.Max(Bytes, Share * ValueSize);

    public bool Reached => Beyond <= Bar && Refused == 0;
}

/// <summary>Fills a store with small items, then writes large values of one size until they have passed through it twice.</summary>
internal static class LargeLoad
{
    private const int SmallSize = 300;
    private const int Times = 2;

    public static LargeResult Run(long limit, int valueSize)
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = limit, MaxItemSize = valueSize + KeySpace.KeyLength });
        byte[] key = new byte[KeySpace.KeyLength];
        long next = 0;
        byte[] small = KeySpace.NewValue(SmallSize);
        while (store.GetStatistics().Evictions == 0)
        {
            for (int step = 0; step < 1000; step++)
            {
                Write(small);
            }
        }

        byte[] large = KeySpace.NewValue(valueSize);
        long refused = 0;
        ItemInfo info = default;
        for (long written = 0; written < limit * Times; written += valueSize)
        {
            bool stored = Write(large) == WriteResult.Stored;
            refused += stored && store.TryGetInfo(key, out info) && info.ValueLength == valueSize ? 0 : 1;
        }

        CacheStatistics statistics = store.GetStatistics();
        long held = statistics.Classes.Where(one => one.ChunkSize == 0).Sum(one => one.Items);
        return new LargeResult(valueSize, held, refused, info.MemorySize, statistics.Items - held);

        WriteResult Write(byte[] value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(key, next++);
            return store.Set(key, value);
        }
    }
}
