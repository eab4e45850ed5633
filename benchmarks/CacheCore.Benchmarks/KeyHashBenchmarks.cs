using System.Text;
using BenchmarkDotNet.Attributes;
using CacheCore.Primitives;

namespace CacheCore.Benchmarks;

/// <summary>The first steps of every verb by themselves: a string's UTF-8, and the hash of its bytes.</summary>
[MemoryDiagnoser]
public class KeyHashBenchmarks
{
    private readonly KeyHash _hash = KeyHash.Random();
    private string _text = null!;
    private byte[] _bytes = null!;

    /// <summary>Characters of the key.</summary>
    [Params(8, 20, 100, 1000)]
    public int Length { get; set; }

    /// <summary>Whether the key has a character that takes more than one byte.</summary>
    [Params(false, true)]
    public bool Accented { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _text = new string('k', Length - 1) + (Accented ? 'é' : 'e');
        _bytes = Encoding.UTF8.GetBytes(_text);
    }

    /// <summary>What a dictionary of strings pays before it looks.</summary>
    [Benchmark(Baseline = true)]
    public int StringHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    [Benchmark]
    public ulong Hash() => _hash.Of(_bytes);

    [Benchmark]
    public int Encode()
    {
        KeyEncoder key = new(_text, stackalloc byte[KeyEncoder.StackSize]);
        int length = key.Bytes.Length;
        key.Return();
        return length;
    }

    [Benchmark]
    public ulong EncodeAndHash()
    {
        KeyEncoder key = new(_text, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = _hash.Of(key.Bytes);
        key.Return();
        return hash;
    }
}
