using System.Buffers.Binary;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Contenders;

/// <summary>
/// The real <see cref="CacheStore"/> with items of equal size and room for an exact number of them. Its maintenance is stepped
/// between requests instead of running beside them, so that a run depends on the trace and the seed of the store's hash alone.
/// </summary>
internal sealed class EngineCache : IReplayedCache, IDisposable
{
    /// <summary>
    /// A round of maintenance follows so many requests. A thread of its own comes by much more rarely by the count of requests, but then
    /// works off all that waits.
    /// </summary>
    private const int RequestsPerRound = 16;

    /// <summary>
    /// Several times what an item, its slot of the index and what the policy keeps of it take: memory must never be what is short.
    /// </summary>
    private const long BytesPerItem = 512;

    private const long LeastMemory = 64L << 20;

    private readonly CacheStore _store;
    private readonly RequestClock _clock = new(TimeSpan.FromSeconds(1));
    private readonly Trace _trace;
    private readonly byte[] _key = new byte[sizeof(ulong)];
    private readonly byte[] _value = new byte[sizeof(ulong)];
    private int _sinceRound;

    public EngineCache(Trace trace, int items, string policy)
    {
        _trace = trace;
        CacheCoreOptions options = new()
        {
            MaxItems = items,
            EvictionPolicy = Enum.Parse<EvictionPolicy>(policy, ignoreCase: true),
            MemoryLimit = Math.Max(LeastMemory, items * BytesPerItem),
            BackgroundMaintenance = false,
            UseHugePages = false,
        };
        _store = new CacheStore(options, _clock);
    }

    /// <summary>The policies there are, the default first.</summary>
    public static IReadOnlyList<string> Policies { get; } =
        [.. Enum.GetNames<EvictionPolicy>().Select(static name => name.ToLowerInvariant())];

    public long Count => _store.GetStatistics().Items;

    public bool Request(int id)
    {
        _clock.Tick();
        BinaryPrimitives.WriteUInt64LittleEndian(_key, _trace.Numbers[id]);
        bool hit = _store.Read(_key, _value, out _) == ReadResult.Hit;
        if (!hit)
        {
            Store();
        }

        if (++_sinceRound == RequestsPerRound)
        {
            _sinceRound = 0;
            _store.RunMaintenance();
        }

        return hit;
    }

    public void Dispose() => _store.Dispose();

    private void Store()
    {
        WriteResult result = _store.Set(_key, _value);
        if (result != WriteResult.Stored)
        {
            throw new InvalidOperationException($"The store answered {result} to a Set; with memory to spare it must take every item.");
        }
    }
}
