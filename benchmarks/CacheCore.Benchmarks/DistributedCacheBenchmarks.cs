using System.Buffers;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace CacheCore.Benchmarks;

/// <summary>The platform's interface: ours beside <see cref="MemoryDistributedCache"/>, which hands out the stored array itself.</summary>
[MemoryDiagnoser]
public class DistributedCacheBenchmarks
{
    private static readonly DistributedCacheEntryOptions NoDeadline = new();
    private readonly ArrayBufferWriter<byte> _writer = new(4096);
    private byte[] _value = null!;
    private Keys _keys = null!;
    private ServiceProvider _services = null!;
    private IDistributedCache _ours = null!;
    private IBufferDistributedCache _oursBuffered = null!;
    private MemoryDistributedCache _memory = null!;

    /// <summary>Items held.</summary>
    [Params(1_000, 1_000_000)]
    public int Items { get; set; }

    /// <summary>Bytes of a value.</summary>
    [Params(100)]
    public int ValueSize { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        const long Plenty = 4L << 30;
        ServiceCollection services = new();
        services.AddCacheCore(options => options.MemoryLimit = Plenty);
        _services = services.BuildServiceProvider();
        _ours = _services.GetRequiredService<IDistributedCache>();
        _oursBuffered = _services.GetRequiredService<IBufferDistributedCache>();
        _memory = new MemoryDistributedCache(
            Microsoft.Extensions.Options.Options.Create(new MemoryDistributedCacheOptions { SizeLimit = Plenty }));
        _value = new byte[ValueSize];
        _keys = new Keys(Items);
        foreach (string key in _keys.All)
        {
            _ours.Set(key, _value, NoDeadline);

            // A key of its own, as a caller's would be: looking up the stored instance skips the comparison.
            _memory.Set(new string(key.AsSpan()), _value.AsSpan().ToArray(), NoDeadline);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    [Benchmark(Baseline = true)]
    public byte[]? MemoryGet() => _memory.Get(_keys.NextString());

    [Benchmark]
    public byte[]? Get() => _ours.Get(_keys.NextString());

    [Benchmark]
    public Task<byte[]?> GetAsync() => _ours.GetAsync(_keys.NextString());

    [Benchmark]
    public bool TryGet()
    {
        _writer.ResetWrittenCount();
        return _oursBuffered.TryGet(_keys.NextString(), _writer);
    }

    [Benchmark]
    public void MemorySet() => _memory.Set(new string(_keys.NextString().AsSpan()), _value.AsSpan().ToArray(), NoDeadline);

    [Benchmark]
    public void Set() => _ours.Set(_keys.NextString(), _value, NoDeadline);

    [Benchmark]
    public void SetSequence() => _oursBuffered.Set(_keys.NextString(), new ReadOnlySequence<byte>(_value), NoDeadline);

    [Benchmark]
    public void Refresh() => _ours.Refresh(_keys.NextString());
}
