using System.Buffers.Binary;
using CacheCore.HitRate.Contenders;

namespace CacheCore.HitRate.Sizes;

/// <summary>
/// The real <see cref="CacheStore"/> under a memory limit, with values of any size, for one thread that asks and, after a miss, stores.
/// </summary>
internal sealed class SizedStore : IDisposable
{
    /// <summary>A round of maintenance follows so many requests, where it is stepped by hand.</summary>
    private const int RequestsPerRound = 16;

    private readonly CacheStore _store;
    private readonly RequestClock? _clock;
    private readonly byte[] _key = new byte[sizeof(long)];
    private readonly byte[] _value;
    private readonly byte[] _read;
    private int _sinceRound;

    public SizedStore(long memoryLimit, EvictionPolicy policy, LoadPace pace, int largestValue)
    {
        _value = new byte[largestValue];
        _read = new byte[largestValue];
        _clock = pace switch
        {
            LoadPace.SecondARequest => new RequestClock(TimeSpan.FromSeconds(1)),
            LoadPace.MicrosecondARequest => new RequestClock(TimeSpan.FromMicroseconds(1)),
            _ => null,
        };
        CacheCoreOptions options = new()
        {
            MemoryLimit = memoryLimit,
            MaxItemSize = Math.Max(1024, largestValue + sizeof(long)),
            EvictionPolicy = policy,
            BackgroundMaintenance = _clock is null,
            UseHugePages = false,
        };
        _store = new CacheStore(options, _clock);
    }

    public CacheStatistics Statistics => _store.GetStatistics();

    /// <summary>Asks for a key; false: it is not there.</summary>
    public bool TryRead(long key, out int length)
    {
        _clock?.Tick();
        if (_clock is not null && ++_sinceRound == RequestsPerRound)
        {
            _sinceRound = 0;
            _store.RunMaintenance();
        }

        BinaryPrimitives.WriteInt64LittleEndian(_key, key);
        return _store.Read(_key, _read, out length) == ReadResult.Hit;
    }

    /// <summary>Stores a value of so many bytes.</summary>
    public void Write(long key, int length)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_key, key);
        WriteResult result = _store.Set(_key, _value.AsSpan(0, length));
        if (result != WriteResult.Stored)
        {
            throw new InvalidOperationException(
                $"The store answered {result} to a Set of {length} bytes; it must make room for every value.");
        }
    }

    public void Dispose() => _store.Dispose();
}
