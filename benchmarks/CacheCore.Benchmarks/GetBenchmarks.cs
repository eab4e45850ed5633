using System.Buffers;
using BenchmarkDotNet.Attributes;

namespace CacheCore.Benchmarks;

/// <summary>One value out of the store, by each way there is.</summary>
[MemoryDiagnoser]
public class GetBenchmarks
{
    private readonly ArrayBufferWriter<byte> _writer = new(4096);
    private readonly byte[] _destination = new byte[4096];
    private Keys _keys = null!;
    private CacheStore _store = null!;

    /// <summary>Items held.</summary>
    [Params(1_000, 1_000_000)]
    public int Items { get; set; }

    /// <summary>Bytes of a value.</summary>
    [Params(100, 1024)]
    public int ValueSize { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _keys = new Keys(Items);
        _store = FilledStore.Make(_keys, ValueSize);
    }

    [GlobalCleanup]
    public void Cleanup() => _store.Dispose();

    [Benchmark(Baseline = true)]
    public ReadResult IntoSpan() => _store.Read(_keys.NextString(), _destination, out _);

    [Benchmark]
    public ReadResult IntoSpanByBytes() => _store.Read(_keys.NextBytes(), _destination, out _);

    [Benchmark]
    public byte[]? ToArray() => _store.Get(_keys.NextString());

    [Benchmark]
    public bool ToWriter()
    {
        _writer.ResetWrittenCount();
        return _store.Read(_keys.NextString(), _writer);
    }

    [Benchmark]
    public bool Contains() => _store.Contains(_keys.NextString());

    [Benchmark]
    public ReadResult Miss() => _store.Read("nobody:stored:this:1", _destination, out _);
}
