using System.Diagnostics;
using CacheCore.Throughput.Contenders;

namespace CacheCore.Throughput.Harness;

/// <summary>What a cell gave: operations a second by the wall clock, processor time of one operation, reads without a hit.</summary>
internal readonly record struct CellResult(double OperationsPerSecond, double? CpuNanoseconds, double MissPercent);

/// <summary>
/// Runs one piece of work on pinned threads for a fixed time. Each thread counts between the moments at which it saw the
/// start and the stop, so that a late wake-up of the coordinating thread falsifies nothing.
/// </summary>
internal sealed class CellRunner
{
    private readonly Action<OperationBatch> _work;
    private readonly OperationBatch[] _batches;
    private readonly Measured[] _measured;
    private volatile Phase _phase;

    private CellRunner(Action<OperationBatch> work, OperationBatch[] batches)
    {
        _work = work;
        _batches = batches;
        _measured = new Measured[batches.Length];
    }

    private enum Phase
    {
        WarmUp,
        Count,
        Stop,
    }

    /// <summary>Runs a contender in a cell.</summary>
    public static CellResult Run(Contender contender, Cell cell, int[] sequence, int valueSize, int seed, RunSettings settings) =>
        Run(contender.Run, cell, sequence, valueSize, seed, settings);

    /// <summary>Runs any work that consumes batches.</summary>
    public static CellResult Run(Action<OperationBatch> work, Cell cell, int[] sequence, int valueSize, int seed, RunSettings settings)
    {
        Random random = new(seed);
        OperationBatch[] batches = new OperationBatch[cell.Threads];
        for (int i = 0; i < batches.Length; i++)
        {
            batches[i] = new OperationBatch(
                sequence, random.Next(sequence.Length - OperationBatch.Size), 100 - cell.GetPercent, valueSize, random.Next())
            {
                KeysAhead = settings.KeysAhead,
            };
        }

        return new CellRunner(work, batches).Run(settings);
    }

    private CellResult Run(RunSettings settings)
    {
        Thread[] threads = new Thread[_batches.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i;
            threads[i] = new Thread(() => Work(index)) { IsBackground = true, Name = $"bench {index}" };
        }

        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        Thread.Sleep(settings.Warmup);
        _phase = Phase.Count;
        Thread.Sleep(settings.Measure);
        _phase = Phase.Stop;
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return Sum();
    }

    private void Work(int index)
    {
        ThreadPinning.Pin(index);
        OperationBatch batch = _batches[index];
        Action<OperationBatch> work = _work;
        while (_phase == Phase.WarmUp)
        {
            batch.Next();
            work(batch);
        }

        long missesBefore = batch.Misses;
        long? cpuBefore = ThreadClock.Nanoseconds();
        long start = Stopwatch.GetTimestamp();
        long operations = 0;
        do
        {
            batch.Next();
            work(batch);
            operations += OperationBatch.Size;
        }
        while (_phase == Phase.Count); // at least one batch, also for a thread that was kept waiting all the time

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        _measured[index] = new Measured(operations, elapsed, ThreadClock.Nanoseconds() - cpuBefore, batch.Misses - missesBefore);
    }

    private CellResult Sum()
    {
        double perSecond = 0;
        long operations = 0;
        long misses = 0;
        long? cpu = 0;
        foreach (Measured part in _measured)
        {
            perSecond += part.Elapsed > TimeSpan.Zero ? part.Operations / part.Elapsed.TotalSeconds : 0;
            operations += part.Operations;
            misses += part.Misses;
            cpu += part.CpuNanoseconds;
        }

        long divisor = Math.Max(1, operations);
        return new CellResult(perSecond, (double?)cpu / divisor, 100.0 * misses / divisor);
    }

    private readonly record struct Measured(long Operations, TimeSpan Elapsed, long? CpuNanoseconds, long Misses);
}
