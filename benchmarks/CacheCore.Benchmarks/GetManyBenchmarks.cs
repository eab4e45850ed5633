using BenchmarkDotNet.Attributes;

namespace CacheCore.Benchmarks;

/// <summary>Several keys at once beside the same keys one by one. Figures are for one key.</summary>
[MemoryDiagnoser]
public class GetManyBenchmarks
{
    private const int KeysAtOnce = 16;
    private const int ValueSize = 100;
    private readonly byte[]?[] _values = new byte[]?[KeysAtOnce];
    private readonly byte[] _destination = new byte[KeysAtOnce * ValueSize];
    private readonly int[] _lengths = new int[KeysAtOnce];
    private Keys _keys = null!;
    private CacheStore _store = null!;

    /// <summary>Items held.</summary>
    [Params(1_000, 1_000_000)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _keys = new Keys(Items);
        _store = FilledStore.Make(_keys, ValueSize);
    }

    [GlobalCleanup]
    public void Cleanup() => _store.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = KeysAtOnce)]
    public void Get()
    {
        ReadOnlySpan<string> keys = _keys.NextStrings(KeysAtOnce);
        for (int i = 0; i < keys.Length; i++)
        {
            _values[i] = _store.Get(keys[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = KeysAtOnce)]
    public int GetMany() => _store.GetMany(_keys.NextStrings(KeysAtOnce), _values);

    [Benchmark(OperationsPerInvoke = KeysAtOnce)]
    public int Read()
    {
        int sum = 0;
        foreach (string key in _keys.NextStrings(KeysAtOnce))
        {
            _store.Read(key, _destination, out int length);
            sum += length;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = KeysAtOnce)]
    public int ReadMany() => _store.ReadMany(_keys.NextStrings(KeysAtOnce), _destination, _lengths);
}
