using System.Text;
using BenchmarkDotNet.Attributes;

namespace CacheCore.Benchmarks;

/// <summary>What a key costs by its kind and length: a lookup of an absent key is encoding, hashing and one bucket.</summary>
[MemoryDiagnoser]
public class KeyBenchmarks
{
    private string _text = null!;
    private byte[] _bytes = null!;
    private CacheStore _store = null!;

    /// <summary>Characters of the key.</summary>
    [Params(8, 20, 100, 1000)]
    public int Length { get; set; }

    /// <summary>Whether the key needs more than one byte for some of its characters.</summary>
    [Params(false, true)]
    public bool Accented { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _text = new string('k', Length - 1) + (Accented ? 'é' : 'e');
        _bytes = Encoding.UTF8.GetBytes(_text);
        _store = new CacheStore(new CacheCoreOptions());
        _store.Set("another", "value"u8);
    }

    [GlobalCleanup]
    public void Cleanup() => _store.Dispose();

    [Benchmark(Baseline = true)]
    public bool AbsentString() => _store.Contains(_text);

    [Benchmark]
    public bool AbsentBytes() => _store.Contains(_bytes);
}
