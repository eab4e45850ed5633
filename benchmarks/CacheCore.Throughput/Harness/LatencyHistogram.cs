using System.Numerics;

namespace CacheCore.Throughput.Harness;

/// <summary>Counts durations in buckets an eighth of a power of two wide: enough for percentiles, and no allocation.</summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 3;
    private const int Steps = 1 << StepBits;
    private readonly long[] _counts = new long[64 * Steps];

    public long Count { get; private set; }

    public long Longest { get; private set; }

    public void Record(long ticks)
    {
        _counts[BucketOf(ticks)]++;
        Count++;
        if (ticks > Longest)
        {
            Longest = ticks;
        }
    }

    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        Longest = Math.Max(Longest, other.Longest);
    }

    /// <summary>A duration that at least <paramref name="share"/> of all do not exceed: the upper end of its bucket.</summary>
    public long Percentile(double share)
    {
        long wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted && seen > 0)
            {
                return Math.Min(UpperEnd(bucket), Longest);
            }
        }

        return 0;
    }

    private static int BucketOf(long ticks)
    {
        if (ticks < Steps)
        {
            return (int)Math.Max(0, ticks);
        }

        int power = BitOperations.Log2((ulong)ticks);
        int step = (int)(ticks >> (power - StepBits)) & (Steps - 1);
        return ((power - StepBits + 1) * Steps) + step;
    }

    private static long UpperEnd(int bucket)
    {
        if (bucket < Steps)
        {
            return bucket;
        }

        int power = (bucket / Steps) + StepBits - 1;
        long step = bucket % Steps;
        return ((Steps + step + 1) << (power - StepBits)) - 1;
    }
}
