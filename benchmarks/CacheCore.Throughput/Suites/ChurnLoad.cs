using System.Diagnostics;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Suites;

/// <summary>What one process of the churn suite found.</summary>
internal sealed record ChurnResult
{
    public required string Contender { get; init; }

    /// <summary>Items held when the cache was full; half the keys of the load.</summary>
    public required int Capacity { get; init; }

    public required long ItemsAtEnd { get; init; }

    public required double OperationsPerSecond { get; init; }

    public required double HitPercent { get; init; }

    public required int Collections0 { get; init; }

    public required int Collections1 { get; init; }

    public required int Collections2 { get; init; }

    public required double TotalPauseSeconds { get; init; }

    public required double LongestPauseMilliseconds { get; init; }

    /// <summary>Pauses seen one by one; their sum should come near <see cref="TotalPauseSeconds"/>.</summary>
    public required int Pauses { get; init; }

    public required double SumOfPausesSeconds { get; init; }

    public required double Percentile9999Microseconds { get; init; }

    public required double LongestOperationMilliseconds { get; init; }

    public required long PeakResidentBytes { get; init; }

    public required double ResidentOverPayload { get; init; }
}

/// <summary>Fills a cache, then reads and replaces at random from twice as many keys, timing every operation.</summary>
internal sealed class ChurnLoad(Contender contender, int capacity, int valueSize)
{
    private const int FillStep = 8192;
    private const int WritePercent = 50;
    private readonly LatencyHistogram _latencies = new();
    private readonly Lock _gate = new();
    private long _misses;
    private double _operationsPerSecond;
    private volatile bool _stop;

    public static ChurnResult Run(ContenderKind kind, long memoryLimit, int items, int valueSize, int threads, TimeSpan time)
    {
        CacheSetup setup = new(items, valueSize) { MemoryLimit = memoryLimit, ItemLimit = Math.Max(16, items) };
        using Contender contender = kind.Create(setup);
        int capacity = Fill(contender, items, valueSize);
        return new ChurnLoad(contender, capacity, valueSize).Measure(threads, time);
    }

    /// <summary>
    /// Fills up to <paramref name="items"/>, or where that is 0 until something has to leave. Returns the items that fit.
    /// </summary>
    private static int Fill(Contender contender, int items, int valueSize)
    {
        if (items > 0)
        {
            contender.Fill(0, items, valueSize);
            return items;
        }

        int written = 0;
        long held;
        do
        {
            contender.Fill(written, FillStep, valueSize);
            written += FillStep;
            held = contender.Count ?? throw new InvalidOperationException($"{contender.Name} does not say how many items it holds.");
        }
        while (held == written);

        return (int)held;
    }

    private ChurnResult Measure(int threads, TimeSpan time)
    {
        using PauseListener pauses = new();
        using ResidentPeak peak = new(TimeSpan.FromMilliseconds(100));
        GC.Collect();
        pauses.Reset();
        (int gen0, int gen1, int gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        TimeSpan pausedBefore = GC.GetTotalPauseDuration();

        Thread[] workers = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => Work(index)) { Name = $"churn {index}" })];
        Array.ForEach(workers, worker => worker.Start());
        Thread.Sleep(time);
        _stop = true;
        Array.ForEach(workers, worker => worker.Join());

        TimeSpan paused = GC.GetTotalPauseDuration() - pausedBefore;
        long held = contender.Count ?? 0;
        double toMicroseconds = 1e6 / Stopwatch.Frequency;
        return new ChurnResult
        {
            Contender = contender.Name,
            Capacity = capacity,
            ItemsAtEnd = held,
            OperationsPerSecond = _operationsPerSecond,
            HitPercent = 100 - (100.0 * _misses / Math.Max(1, _latencies.Count * (100 - WritePercent) / 100)),
            Collections0 = GC.CollectionCount(0) - gen0,
            Collections1 = GC.CollectionCount(1) - gen1,
            Collections2 = GC.CollectionCount(2) - gen2,
            TotalPauseSeconds = paused.TotalSeconds,
            LongestPauseMilliseconds = pauses.Seen.Longest.TotalMilliseconds,
            Pauses = pauses.Seen.Count,
            SumOfPausesSeconds = pauses.Seen.Total.TotalSeconds,
            Percentile9999Microseconds = _latencies.Percentile(0.9999) * toMicroseconds,
            LongestOperationMilliseconds = _latencies.Longest * toMicroseconds / 1000,
            PeakResidentBytes = peak.Bytes,
            ResidentOverPayload = peak.Bytes / ((double)held * (valueSize + KeySpace.KeyLength)),
        };
    }

    private void Work(int index)
    {
        ThreadPinning.Pin(index);
        OperationBatch batch = new(new Random(index + 1), capacity * 2, WritePercent, valueSize);
        LatencyHistogram latencies = new();
        long start = Stopwatch.GetTimestamp();
        while (!_stop)
        {
            batch.Next();
            contender.RunTimed(batch, latencies);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        lock (_gate)
        {
            _latencies.Add(latencies);
            _misses += batch.Misses;
            _operationsPerSecond += latencies.Count / seconds;
        }
    }
}
