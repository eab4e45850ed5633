using CacheCore.Throughput.Contenders;

namespace CacheCore.Throughput.Harness;

/// <summary>
/// Measures several contenders in several cells, side by side: in each round each cell is run by every contender in a
/// new random order. They are all filled and alive in one process, or, isolated, one at a time.
/// </summary>
/// <remarks>
/// Alive together they share one managed heap: what one allocates makes the collector look at what another keeps. A full
/// collection before a cell, outside its time, takes the garbage of the cell before it out of the account; it is left
/// out where nothing was allocated since the last one.
/// </remarks>
internal sealed class InterleavedRun(RunSettings settings, Progress progress, int seed)
{
    private const int VerifiedReads = 256;
    private const long AllocationNoise = 1 << 20;

    /// <summary>Bytes beyond the value that a managed cache spends on an item, garbage included.</summary>
    private const int AssumedOverhead = 300;

    /// <summary>The share of the machine's memory that filled contenders may take together.</summary>
    private const double MemoryShare = 0.6;

    private readonly Random _random = new(seed);
    private readonly Dictionary<Distribution, int[]> _sequences = [];
    private long _allocatedAtCollection = -1;

    public IReadOnlyList<Sample> Run(
        IReadOnlyList<ContenderKind> kinds, IReadOnlyList<Cell> cells, int valueSize, Func<ContenderKind, Cell, bool>? wanted = null) =>
        Run(kinds, cells, new CacheSetup(settings.Items, valueSize), wanted);

    public IReadOnlyList<Sample> Run(
        IReadOnlyList<ContenderKind> kinds, IReadOnlyList<Cell> cells, CacheSetup setup, Func<ContenderKind, Cell, bool>? wanted = null)
    {
        wanted ??= (_, _) => true;
        return settings.Isolate || !FitTogether(kinds.Count, setup)
            ? RunIsolated(kinds, cells, setup, wanted)
            : RunTogether(kinds, cells, setup, wanted);
    }

    public static int CountCells(
        IReadOnlyList<ContenderKind> kinds, IReadOnlyList<Cell> cells, int rounds, Func<ContenderKind, Cell, bool>? wanted = null) =>
        rounds * cells.Sum(cell => kinds.Count(kind => wanted is null || wanted(kind, cell)));

    private bool FitTogether(int contenders, CacheSetup setup)
    {
        double needed = (double)contenders * setup.Items * (setup.ValueSize + AssumedOverhead);
        bool fit = needed < GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * MemoryShare;
        if (!fit)
        {
            progress.Note(
                $"{contenders} contenders with {setup.Items:N0} items of {setup.ValueSize} B do not fit into memory "
                    + "together: each is run by itself");
        }

        return fit;
    }

    private List<Sample> RunTogether(
        IReadOnlyList<ContenderKind> kinds, IReadOnlyList<Cell> cells, CacheSetup setup, Func<ContenderKind, Cell, bool> wanted)
    {
        List<Sample> samples = [];
        Dictionary<ContenderKind, Contender> alive = [];
        try
        {
            foreach (ContenderKind kind in kinds.Where(kind => cells.Any(cell => wanted(kind, cell))))
            {
                alive[kind] = MakeFilled(kind, setup);
            }

            for (int round = 1; round <= settings.Rounds; round++)
            {
                foreach (Cell cell in cells)
                {
                    foreach (ContenderKind kind in Shuffled(alive.Keys.Where(kind => wanted(kind, cell))))
                    {
                        samples.Add(Measure(alive[kind], cell, setup.ValueSize, round));
                    }
                }
            }
        }
        finally
        {
            Drop(alive.Values);
        }

        return samples;
    }

    private List<Sample> RunIsolated(
        IReadOnlyList<ContenderKind> kinds, IReadOnlyList<Cell> cells, CacheSetup setup, Func<ContenderKind, Cell, bool> wanted)
    {
        List<Sample> samples = [];
        for (int round = 1; round <= settings.Rounds; round++)
        {
            foreach (ContenderKind kind in Shuffled(kinds.Where(kind => cells.Any(cell => wanted(kind, cell)))))
            {
                Contender contender = MakeFilled(kind, setup);
                try
                {
                    foreach (Cell cell in cells.Where(cell => wanted(kind, cell)))
                    {
                        samples.Add(Measure(contender, cell, setup.ValueSize, round));
                    }
                }
                finally
                {
                    Drop([contender]);
                }
            }
        }

        return samples;
    }

    private Contender MakeFilled(ContenderKind kind, CacheSetup setup)
    {
        progress.Note($"filling {kind.Name} with {setup.Items:N0} items of {setup.ValueSize:N0} bytes");
        Contender contender = kind.Create(setup);
        contender.Fill(0, setup.Items, setup.ValueSize);
        return contender;
    }

    private Sample Measure(Contender contender, Cell cell, int valueSize, int round)
    {
        int[] sequence = SequenceOf(cell.Distribution);
        progress.Step($"round {round}/{settings.Rounds}  {cell}  {valueSize} B  {contender.Name}");
        CollectIfNeeded();
        CellResult result = CellRunner.Run(contender, cell, sequence, valueSize, _random.Next(), settings);
        Verify(contender, sequence, valueSize);
        return new Sample(
            contender.Name, cell.ToString(), valueSize, round, result.OperationsPerSecond, result.CpuNanoseconds, result.MissPercent);
    }

    private void Verify(Contender contender, int[] sequence, int valueSize)
    {
        if (contender.Name == ContenderKind.Harness.Name)
        {
            return;
        }

        for (int i = 0; i < VerifiedReads; i++)
        {
            _ = contender.Verify(sequence[_random.Next(sequence.Length)], valueSize);
        }
    }

    private int[] SequenceOf(Distribution distribution)
    {
        if (!_sequences.TryGetValue(distribution, out int[]? sequence))
        {
            sequence = KeySequence.Make(distribution, settings.Items);
            _sequences.Add(distribution, sequence);
        }

        return sequence;
    }

    private void CollectIfNeeded()
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        if (_allocatedAtCollection < 0 || allocated - _allocatedAtCollection > AllocationNoise)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            GC.WaitForPendingFinalizers();
            _allocatedAtCollection = GC.GetTotalAllocatedBytes(precise: true);
        }
    }

    private List<ContenderKind> Shuffled(IEnumerable<ContenderKind> kinds)
    {
        ContenderKind[] order = [.. kinds];
        _random.Shuffle(order);
        return [.. order];
    }

    private void Drop(IEnumerable<Contender> contenders)
    {
        foreach (Contender contender in contenders)
        {
            contender.Dispose();
        }

        _allocatedAtCollection = -1;
    }
}
