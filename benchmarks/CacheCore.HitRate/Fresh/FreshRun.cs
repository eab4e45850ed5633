using CacheCore.HitRate.Sizes;

namespace CacheCore.HitRate.Fresh;

/// <summary>Runs a <see cref="FreshLoad"/> through a store whose maintenance is stepped by hand.</summary>
internal static class FreshRun
{
    private const int Parts = 10;
    private const int Size = 1000;
    private const int OtherSize = 11_000;

    /// <summary>Of the load with a core: its keys, and its reads, for each item that fits.</summary>
    private const int CoreKeys = 4;
    private const int CoreReads = 30;
    private const int Skew = 4;

    public static FreshResult Run(FreshLoad load, EvictionPolicy policy, long memoryLimit)
    {
        using SizedStore store = new(memoryLimit, policy, LoadPace.MicrosecondARequest, OtherSize);
        int capacity = (int)(memoryLimit / (Size * 1.1));
        long next = Prepare(store, load.Before, capacity);
        int distance = Math.Max(1, (int)(load.Distance * capacity / load.AtATime)) * load.AtATime;
        long steps = (long)FreshLoad.Capacities * capacity / load.AtATime * load.AtATime;
        double[] asked = new double[Parts];
        double[] found = new double[Parts];
        for (long step = 0; step < steps; step += load.AtATime)
        {
            for (int one = 0; one < load.AtATime; one++)
            {
                store.Write(next + step + one, Size);
            }

            long part = Parts * step / steps;
            for (int one = 0; step >= distance && one < load.AtATime; one++)
            {
                asked[part]++;
                found[part] += store.TryRead(next + step - distance + one, out _) ? 1 : 0;
            }
        }

        return new FreshResult(
            load.Name, distance, [.. found.Zip(asked, static (hits, all) => 100 * hits / all)], store.Statistics.Admission?.Rule);
    }

    /// <summary>Brings the store to where the load begins; returns the first key that is free.</summary>
    private static long Prepare(SizedStore store, FreshBefore before, int capacity)
    {
        switch (before)
        {
            case FreshBefore.ReadOnce:
                return FillReadOnce(store, Size);
            case FreshBefore.OtherSize:
                return FillReadOnce(store, OtherSize);
            case FreshBefore.CoreAndScan:
                return AskForCore(store, capacity);
            default:
                return 0;
        }
    }

    private static long FillReadOnce(SizedStore store, int size)
    {
        long next = 0;
        while (store.Statistics.Evictions == 0)
        {
            store.Write(next, size);
            _ = store.TryRead(next++, out _);
        }

        return next;
    }

    private static long AskForCore(SizedStore store, int capacity)
    {
        Random random = new(1);
        long keys = (long)CoreKeys * capacity;
        long next = keys;
        for (long read = 0; read < (long)CoreReads * capacity; read++)
        {
            ReadOrWrite((long)(keys * Math.Pow(random.NextDouble(), Skew)));
            ReadOrWrite(next++);
        }

        return next;

        void ReadOrWrite(long key)
        {
            if (!store.TryRead(key, out _))
            {
                store.Write(key, Size);
            }
        }
    }
}

/// <summary>The part of the reads that was found.</summary>
/// <param name="Load">The load.</param>
/// <param name="Distance">Writes between a value's own and its read.</param>
/// <param name="Tenths">Percent, of each tenth of the run.</param>
/// <param name="Rule">The rule in force at the end; null: the policy has none.</param>
internal sealed record FreshResult(string Load, int Distance, double[] Tenths, int? Rule)
{
    /// <summary>Percent that have to be found once the store has seen a tenth of the run.</summary>
    public const double Bar = 97;

    public bool Reached => Tenths[1..].All(static percent => percent >= Bar);
}
