using CacheCore.Tool.Bench;

namespace CacheCore.HitRate.Sizes;

/// <summary>
/// Runs both phases of a <see cref="SizeShift"/> through a store, and the second alone through a fresh one.
/// <code>
///  size shifted   | first phase: until full, and 4 capacities more | second phase, 12 capacities |
///  fresh                                                            | second phase, 12 capacities |
///                                                                                       ↑ what counts begins at 10
/// </code>
/// A capacity is the number of items that fit at the sizes of the phase. The fresh store sees the final size alone.
/// </summary>
internal static class ShiftRun
{
    /// <summary>Capacities of the second phase that it lasts, and after how many it has to be as good as a fresh store.</summary>
    public const int Length = 12;
    public const int Deadline = 10;

    private const int FirstPhase = 4;
    private const double ZipfExponent = 0.99;
    private const long OtherKeys = 1L << 40;

    /// <summary>Keys for each item that fits at the smaller size.</summary>
    private const int KeysPerItem = 2;

    public static ShiftResult Run(SizeShift shift, LoadPace pace, EvictionPolicy policy, long memoryLimit)
    {
        int before = CapacityFor(shift.From, policy, memoryLimit);
        int capacity = CapacityFor(shift.To, policy, memoryLimit);
        int keys = KeysPerItem * Math.Max(before, capacity);
        using SizedStore shifted = Create();
        RunFirst(shifted, shift.From, keys, before);
        double[] shiftedRatios = RunSecond(shifted, shift, keys, capacity);
        using SizedStore fresh = Create();
        double[] freshRatios = RunSecond(fresh, shift with { From = shift.To }, keys, capacity);
        return new ShiftResult(shift.Name, pace, before, capacity, keys, freshRatios, shiftedRatios);

        SizedStore Create() => new(memoryLimit, policy, pace, Math.Max(shift.From, shift.To));
    }

    /// <summary>Items of a size that a store has room for: as many as it holds once the first had to leave.</summary>
    private static int CapacityFor(int size, EvictionPolicy policy, long memoryLimit)
    {
        using SizedStore store = new(memoryLimit, policy, LoadPace.MicrosecondARequest, size);
        for (long key = 0; store.Statistics.Evictions == 0;)
        {
            for (int step = 0; step < 100; step++)
            {
                store.Write(key++, size);
            }
        }

        return (int)store.Statistics.Items;
    }

    private static void RunFirst(SizedStore store, int size, int keys, int capacity)
    {
        ZipfRanks ranks = new(keys, ZipfExponent, new Random(1));
        for (long left = long.MaxValue, asked = 0; left > 0; left--, asked++)
        {
            int key = ranks.Next();
            if (!store.TryRead(key, out _))
            {
                store.Write(key, size);
            }

            bool isFull = left > int.MaxValue && asked % 1000 == 0 && store.Statistics.Evictions > 0;
            left = isFull ? FirstPhase * (long)capacity : left;
        }
    }

    private static double[] RunSecond(SizedStore store, SizeShift shift, int keys, int capacity)
    {
        ZipfRanks ranks = new(keys, ZipfExponent, new Random(2));
        double[] ratios = new double[Length];
        for (long request = 0; request < (long)Length * capacity; request++)
        {
            int size = shift.SizeAt(request, capacity);
            long key = ranks.Next() + (shift.Keys == ShiftedKeys.Others ? OtherKeys : 0);
            if (store.TryRead(key, out int length) && shift.IsGood(length, size))
            {
                ratios[request / capacity] += 100.0 / capacity;
            }
            else
            {
                store.Write(key, size);
            }
        }

        return ratios;
    }
}

/// <summary>Hit ratios in percent, for each capacity of requests after the shift.</summary>
/// <param name="Shift">The load.</param>
/// <param name="Pace">How time passed.</param>
/// <param name="Before">Items that fit in the first phase.</param>
/// <param name="Capacity">Items that fit in the second phase.</param>
/// <param name="Keys">Different keys of each phase.</param>
/// <param name="Fresh">Of the store that saw the second phase alone.</param>
/// <param name="Shifted">Of the store that saw both.</param>
internal sealed record ShiftResult(string Shift, LoadPace Pace, int Before, int Capacity, int Keys, double[] Fresh, double[] Shifted)
{
    /// <summary>Points by which a store may be below a fresh one.</summary>
    public const double Bar = 2;

    public double FreshPercent => Fresh[ShiftRun.Deadline..].Average();

    public double ShiftedPercent => Shifted[ShiftRun.Deadline..].Average();

    public double Gap => FreshPercent - ShiftedPercent;

    /// <summary>Capacities of requests after which it was as good as the steady fresh store, and stayed so; null: it never was.</summary>
    public int? ReachedAfter
    {
        get
        {
            int last = Array.FindLastIndex(Shifted, ratio => ratio < FreshPercent - Bar);
            return last == Shifted.Length - 1 ? null : last + 1;
        }
    }

    public bool Reached => Gap <= Bar;
}
