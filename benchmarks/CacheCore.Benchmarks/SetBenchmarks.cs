using BenchmarkDotNet.Attributes;

namespace CacheCore.Benchmarks;

/// <summary>Writes: over a value of the same size, over one of another size, and of new keys into a full store.</summary>
[MemoryDiagnoser]
public class SetBenchmarks
{
    private const long SmallLimit = 16 << 20;
    private byte[] _value = null!;
    private byte[] _longerValue = null!;
    private Keys _keys = null!;
    private CacheStore _store = null!;
    private CacheStore _fullStore = null!;
    private bool _longer;
    private long _newKey;

    /// <summary>Items held.</summary>
    [Params(1_000, 1_000_000)]
    public int Items { get; set; }

    /// <summary>Bytes of a value.</summary>
    [Params(100, 1024)]
    public int ValueSize { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _value = new byte[ValueSize];
        _longerValue = new byte[ValueSize * 2];
        _keys = new Keys(Items);
        _store = FilledStore.Make(_keys, ValueSize * 2);
        _fullStore = new CacheStore(new CacheCoreOptions { MemoryLimit = SmallLimit });
        for (long written = 0; written < SmallLimit * 2; written += ValueSize)
        {
            SetNewKey();
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _store.Dispose();
        _fullStore.Dispose();
    }

    [Benchmark(Baseline = true)]
    public WriteResult OverSameSize() => _store.Set(_keys.NextString(), _longerValue.AsSpan());

    [Benchmark]
    public WriteResult OverOtherSize()
    {
        _longer = !_longer;
        return _store.Set(_keys.NextString(), (_longer ? _longerValue : _value).AsSpan());
    }

    [Benchmark]
    public WriteResult NewKeyWithEviction() => SetNewKey();

    [Benchmark]
    public bool Remove() => _store.Remove("nobody:stored:this:1");

    private WriteResult SetNewKey()
    {
        Span<byte> key = stackalloc byte[sizeof(long)];
        BitConverter.TryWriteBytes(key, _newKey++);
        return _fullStore.Set(key, _value.AsSpan());
    }
}
