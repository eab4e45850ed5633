using BenchmarkDotNet.Attributes;

namespace CacheCore.Benchmarks;

/// <summary>Counting: one counter that everybody uses, and many.</summary>
[MemoryDiagnoser]
public class IncrementBenchmarks
{
    private const string OneCounter = "counter:of:everybody";
    private const int CounterDigits = 7;
    private Keys _keys = null!;
    private CacheStore _store = null!;

    /// <summary>Counters held.</summary>
    [Params(1_000, 1_000_000)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _keys = new Keys(Items);
        _store = FilledStore.Make(_keys, CounterDigits);
        foreach (string key in _keys.All)
        {
            _store.Set(key, "1000000"u8);
        }

        _store.Set(OneCounter, "1000000"u8);
    }

    [GlobalCleanup]
    public void Cleanup() => _store.Dispose();

    [Benchmark(Baseline = true)]
    public ulong SameCounter()
    {
        _store.Increment(OneCounter, 1, out ulong value);
        return value;
    }

    [Benchmark]
    public ulong AnyCounter()
    {
        _store.Increment(_keys.NextString(), 1, out ulong value);
        return value;
    }

    [Benchmark]
    public ulong DecrementAnyCounter()
    {
        _store.Decrement(_keys.NextString(), 1, out ulong value);
        return value;
    }
}
