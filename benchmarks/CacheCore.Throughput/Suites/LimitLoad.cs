using System.Buffers.Binary;
using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Suites;

/// <summary>What one mix of sizes did.</summary>
internal sealed record LimitPhase(string Mix, long Writes, long TooLarge, long OutOfMemory, long PeakGrowthBytes, long StoredBytes);

/// <summary>
/// Writes several times the limit in one mix of sizes after another and watches the process grow. Allocates nothing while it writes.
/// </summary>
internal sealed class LimitLoad(CacheStore store, long bytesToWrite, byte[][] values)
{
    private const int SmallestValue = 10;
    private const int LargestValue = 1 << 20;
    private const int KeyBytes = sizeof(long);
    private long _written;
    private long _writes;
    private long _tooLarge;
    private long _outOfMemory;
    private long _nextKey;

    /// <summary>The mixes in the order they are written, each by name with the draw of a size.</summary>
    public static IReadOnlyList<(string Name, Func<Random, int> Draw)> Mixes { get; } =
    [
        ("log-uniform 10 B to 1 MiB", random => LogUniform(random, SmallestValue, LargestValue)),
        ("uniform 10 B to 1 MiB", random => random.Next(SmallestValue, LargestValue + 1)),
        ("log-uniform 10 B to 1 KiB", random => LogUniform(random, SmallestValue, 1024)),
        ("uniform 64 KiB to 1 MiB", random => random.Next(64 << 10, LargestValue + 1)),
    ];

    public static LimitPhase[] Run(long limit, int times, int threads)
    {
        CacheCoreOptions options = new() { MemoryLimit = limit, MaxItemSize = LargestValue + KeyBytes };
        using ResidentPeak peak = new(TimeSpan.FromMilliseconds(5));
        byte[][] values = [.. Enumerable.Range(1, threads).Select(seed => RandomBytes(new Random(seed)))];
        WarmUp(values);
        long before = ProcessMemory.ResidentAfterCollection();
        using CacheStore store = new(options);
        List<LimitPhase> phases = [];
        foreach ((string name, Func<Random, int> draw) in Mixes)
        {
            peak.Reset();
            LimitLoad load = new(store, limit * times, values);
            load.Write(draw);
            phases.Add(new LimitPhase(
                name, load._writes, load._tooLarge, load._outOfMemory, peak.Bytes - before, store.GetStatistics().StoredBytes));
        }

        return [.. phases];
    }

    /// <summary>Compiles the paths before the zero mark is taken.</summary>
    private static void WarmUp(byte[][] values)
    {
        using CacheStore small = new(new CacheCoreOptions { MemoryLimit = 8 << 20, MaxItemSize = LargestValue + KeyBytes });
        new LimitLoad(small, 64 << 20, values).Write(Mixes[0].Draw);
    }

    private static byte[] RandomBytes(Random random)
    {
        byte[] value = new byte[LargestValue];
        random.NextBytes(value);
        return value;
    }

    private static int LogUniform(Random random, int low, int high) =>
        (int)(low * Math.Pow((double)high / low, random.NextDouble()));

    private void Write(Func<Random, int> draw)
    {
        Thread[] writers = [.. values.Select((value, index) => new Thread(() => WriteShare(draw, value, new Random(index + 1))))];
        Array.ForEach(writers, writer => writer.Start());
        Array.ForEach(writers, writer => writer.Join());
    }

    private void WriteShare(Func<Random, int> draw, byte[] value, Random random)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        while (Volatile.Read(ref _written) < bytesToWrite)
        {
            int size = draw(random);
            BinaryPrimitives.WriteInt64LittleEndian(key, Interlocked.Increment(ref _nextKey));
            switch (store.Set(key, value.AsSpan(0, size)))
            {
                case WriteResult.TooLarge:
                    Interlocked.Increment(ref _tooLarge);
                    break;
                case WriteResult.OutOfMemory:
                    Interlocked.Increment(ref _outOfMemory);
                    break;
            }

            Interlocked.Increment(ref _writes);
            Interlocked.Add(ref _written, size);
        }
    }
}
