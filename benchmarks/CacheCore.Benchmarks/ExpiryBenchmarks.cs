using BenchmarkDotNet.Attributes;

namespace CacheCore.Benchmarks;

/// <summary>What deadlines cost: reads of items with none, with an absolute and with a sliding one, and setting them anew.</summary>
[MemoryDiagnoser]
public class ExpiryBenchmarks
{
    private const int Items = 100_000;
    private const int ValueSize = 100;
    private readonly byte[] _destination = new byte[ValueSize];
    private readonly byte[] _value = new byte[ValueSize];
    private readonly ItemOptions _hour = ItemOptions.ExpiresAfter(TimeSpan.FromHours(1));
    private readonly ItemOptions _slidingHour = new() { SlidingExpiration = TimeSpan.FromHours(1) };
    private Keys _keys = null!;
    private CacheStore _plain = null!;
    private CacheStore _absolute = null!;
    private CacheStore _sliding = null!;

    [GlobalSetup]
    public void Setup()
    {
        _keys = new Keys(Items);
        _plain = FilledStore.Make(_keys, ValueSize);
        _absolute = FilledStore.Make(_keys, ValueSize, _hour);
        _sliding = FilledStore.Make(_keys, ValueSize, _slidingHour);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _plain.Dispose();
        _absolute.Dispose();
        _sliding.Dispose();
    }

    [Benchmark(Baseline = true)]
    public ReadResult ReadWithoutDeadline() => _plain.Read(_keys.NextString(), _destination, out _);

    [Benchmark]
    public ReadResult ReadAbsolute() => _absolute.Read(_keys.NextString(), _destination, out _);

    [Benchmark]
    public ReadResult ReadSliding() => _sliding.Read(_keys.NextString(), _destination, out _);

    [Benchmark]
    public bool Touch() => _absolute.Touch(_keys.NextString(), _hour);

    [Benchmark]
    public bool Refresh() => _sliding.Refresh(_keys.NextString());

    [Benchmark]
    public WriteResult SetSliding() => _sliding.Set(_keys.NextString(), _value.AsSpan(), _slidingHour);
}
