using System.CommandLine;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>Sixteen keys asked for at once beside sixteen single reads: what prefetching brings.</summary>
internal static class ManySuite
{
    private const int ValueSize = 100;
    private const int KeysAtOnce = 16;

    /// <summary>From here on the higher demand counts: the index no longer fits the processor's last cache.</summary>
    private const int FarBeyondCaches = 5_000_000;

    private static readonly Option<string> SizesOption = new("--sizes")
    {
        Description = "Items held, comma-separated",
        DefaultValueFactory = _ => "1000000,5000000",
    };

    private static readonly (string Name, Func<CacheStore, Action<OperationBatch>> Make)[] Ways =
    [
        ("Get", store => batch => GetSingly(store, batch)),
        ("GetMany", store => batch => GetTogether(store, batch)),
        ("Read", store => batch => ReadSingly(store, batch)),
        ("ReadMany", store => batch => ReadTogether(store, batch)),
    ];

    public static Command Command()
    {
        CommonOptions options = new();
        Command command = new(
            "many", "GetMany and ReadMany of 16 keys beside single reads, uniform; --items and --contenders do not apply");
        options.AddTo(command);
        command.Add(SizesOption);
        command.SetAction(parsed => Run(options, parsed));
        return command;
    }

    private static void Run(CommonOptions options, ParseResult parsed)
    {
        RunSettings settings = options.Settings(parsed);
        int[] sizes = options.Quick(parsed)
            ? [settings.Items, settings.Items * 2]
            : [.. CommonOptions.Split(parsed.GetValue(SizesOption)!)
                .Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        RunReport report = new("many", settings, options.Json(parsed));
        Progress progress = new(sizes.Length * settings.Rounds * Ways.Length * 2, settings.CellTime);
        Table ratios = new("items", "threads", "GetMany over Get", "bar", "aim", "verdict", "ReadMany over Read", "bar", "aim", "verdict");
        List<Sample> samples = [];
        foreach (int size in sizes)
        {
            SampleSet set = Measure(size, settings, progress, options.Seed(parsed));
            samples.AddRange(set.Samples);
            (double bar, double aim) = size >= FarBeyondCaches ? (0.4, 0.25) : (0.6, 0.45);
            foreach (Cell cell in Cells())
            {
                double get = TimeRatio(set, "GetMany", "Get", cell, size);
                double read = TimeRatio(set, "ReadMany", "Read", cell, size);
                ratios.Add(
                    Text.Whole(size), $"{cell.Threads}",
                    Text.Fixed(get, 2), Text.Fixed(bar, 2), Text.Fixed(aim, 2), get <= bar ? "PASS" : "SHORT",
                    Text.Fixed(read, 2), Text.Fixed(bar, 2), Text.Fixed(aim, 2), read <= bar ? "PASS" : "SHORT");
            }

            PrintTimes(report, set, size);
        }

        report.Print("time a key of 16 at once over time a key singly, wall clock (lower is better)", ratios);
        report.Add("samples", samples);
        report.Finish();
    }

    private static Cell[] Cells() => [new(Distribution.Uniform, 100, 1), new(Distribution.Uniform, 100, 2)];

    private static SampleSet Measure(int size, RunSettings settings, Progress progress, int seed)
    {
        CacheSetup setup = new(size, ValueSize);
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = setup.BytesToHold });
        progress.Note($"filling {size:N0} items of {ValueSize} bytes");
        Fill(store, size);
        int[] sequence = KeySequence.Make(Distribution.Uniform, size);
        Random random = new(seed);
        List<Sample> samples = [];
        for (int round = 1; round <= settings.Rounds; round++)
        {
            foreach (Cell cell in Cells())
            {
                var order = Ways.ToArray();
                random.Shuffle(order);
                foreach ((string name, Func<CacheStore, Action<OperationBatch>> make) in order)
                {
                    progress.Step($"round {round}/{settings.Rounds}  {size:N0} items  {cell}  {name}");
                    CellResult result = CellRunner.Run(make(store), cell, sequence, ValueSize, random.Next(), settings);
                    samples.Add(new Sample(
                        name, $"{size} {cell}", ValueSize, round, result.OperationsPerSecond, result.CpuNanoseconds, result.MissPercent));
                }
            }
        }

        return new SampleSet(samples);
    }

    private static void Fill(CacheStore store, int size)
    {
        byte[] value = KeySpace.NewValue(ValueSize);
        for (int index = 0; index < size; index++)
        {
            KeySpace.StampValue(value, index);
            store.Set(KeySpace.NewKey(index), value.AsSpan());
        }
    }

    private static void GetSingly(CacheStore store, OperationBatch batch)
    {
        int sum = 0;
        int misses = 0;
        for (int i = 0; i < OperationBatch.Size; i++)
        {
            string key = batch.KeyOf(i);
            byte[]? value = store.Get(key);
            if (value is null)
            {
                misses++;
            }
            else
            {
                sum += value[0];
            }
        }

        batch.Count(sum, misses);
    }

    private static void GetTogether(CacheStore store, OperationBatch batch)
    {
        int sum = 0;
        int misses = 0;
        Values values = default;
        for (int start = 0; start < OperationBatch.Size; start += KeysAtOnce)
        {
            store.GetMany(batch.MakeKeys(start, KeysAtOnce), values);
            foreach (byte[]? value in values)
            {
                if (value is null)
                {
                    misses++;
                }
                else
                {
                    sum += value[0];
                }
            }
        }

        batch.Count(sum, misses);
    }

    private static void ReadSingly(CacheStore store, OperationBatch batch)
    {
        int sum = 0;
        int misses = 0;
        Span<byte> scratch = batch.Scratch;
        for (int i = 0; i < OperationBatch.Size; i++)
        {
            string key = batch.KeyOf(i);
            if (store.Read(key, scratch, out _) == ReadResult.Hit)
            {
                sum += scratch[0];
            }
            else
            {
                misses++;
            }
        }

        batch.Count(sum, misses);
    }

    private static void ReadTogether(CacheStore store, OperationBatch batch)
    {
        int sum = 0;
        int misses = 0;
        Span<byte> scratch = batch.Scratch;
        Span<int> lengths = stackalloc int[KeysAtOnce];
        for (int start = 0; start < OperationBatch.Size; start += KeysAtOnce)
        {
            store.ReadMany(batch.MakeKeys(start, KeysAtOnce), scratch, lengths);
            int position = 0;
            foreach (int length in lengths)
            {
                if (length < 0)
                {
                    misses++;
                }
                else
                {
                    sum += scratch[position];
                    position += length;
                }
            }
        }

        batch.Count(sum, misses);
    }

    private static double TimeRatio(SampleSet set, string together, string singly, Cell cell, int size) =>
        Throughput(set, singly, cell, size) / Throughput(set, together, cell, size);

    private static double Throughput(SampleSet set, string name, Cell cell, int size) =>
        Statistics.Median(set.Samples.Where(sample => sample.Contender == name && sample.Cell == $"{size} {cell}").Select(
            sample => sample.OperationsPerSecond));

    private static void PrintTimes(RunReport report, SampleSet set, int size)
    {
        Table table = new(["threads", .. Ways.Select(way => way.Name)]);
        foreach (Cell cell in Cells())
        {
            table.Add(
                [$"{cell.Threads}", .. Ways.Select(way => Text.Fixed(1e9 * cell.Threads / Throughput(set, way.Name, cell, size), 0))]);
        }

        report.Print($"{size:N0} items of {ValueSize} B, uniform: wall nanoseconds a key and thread, median", table);
    }

    [System.Runtime.CompilerServices.InlineArray(KeysAtOnce)]
    private struct Values
    {
        private byte[]? _first;
    }
}
