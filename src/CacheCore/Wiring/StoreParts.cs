using CacheCore.Eviction;
using CacheCore.Eviction.Policies;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Options;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Wiring;

/// <summary>
/// What one store is made of, made once. Whoever works in it is given what he needs of it by <see cref="StoreWorkers"/>, and not all.
/// </summary>
internal sealed class StoreParts
{
    public StoreParts(CacheCoreOptions options, MemoryLimits limits, TimeProvider timeProvider)
    {
        BriefWait.Prepare();
        bool hugePages = options.UseHugePages;
        (PoolGeometry geometry, AddressRange range, long maxMemoryLimit) = ReservedAddresses.Take(
            options, limits, (length, spare) => AddressRange.Reserve(length, hugePages, spare));
        var pool = new PagePool(geometry, range, limits.First);
        SlabClassTable table = options.ChunkSizes is { Count: > 0 } sizes
            ? new SlabClassTable(geometry.PageSize, geometry.Granule, sizes)
            : SlabClassTable.Of(geometry.PageSize, geometry.Granule, options.GrowthFactor, options.SmallestChunkSize);
        Memory = new StoreMemory(pool, new SlabAllocator(pool, table), new HashIndex(pool));
        Gate = new StoreGate(Memory.Index);
        Clock = new CoarseClock(timeProvider);
        Tunables = new StoreTunables(options);
        Notices = new RemovalNotices(options.NoticeCapacity);
        Policy policy = PolicyTable.Make(
            options.EvictionPolicy, new PolicyRoom(pool, Memory.Index, Memory.Hash, Tunables.Segments));
        var lru = new LruTable(pool, Memory.Versions, table.Count, policy.Entry);
        Counters = new CounterSet(StoreCounter.CountFor(lru.Count));
        Eviction = new StoreEviction(Memory, Counters, policy, lru)
        {
            MayEvict = options.AllowEviction,
            Places = new ItemPlaces(options.MaxItems),
            Pinned = new PinnedItems(options.PinnedKeyPrefixes, options.MaxPinnedBytes, limits.First),
        };
        Limits = new StoreLimits(pool, Eviction.Pinned, Bell, maxMemoryLimit, options.MaxItemSize);
        Notifier = new RemovalNotifier(pool, Counters, Notices, Bell);
        Deadlines = new DeadlineHints(pool.MakeTable<uint>(geometry.PageCount + 1), pool, Bell);
    }

    public StoreMemory Memory { get; }

    public StoreGate Gate { get; }

    public StoreEviction Eviction { get; }

    public StoreLimits Limits { get; }

    public StoreTunables Tunables { get; }

    public CounterSet Counters { get; }

    public CoarseClock Clock { get; }

    public RemovalNotices Notices { get; }

    public RemovalNotifier Notifier { get; }

    /// <summary>When the items of each page end, at the earliest.</summary>
    public DeadlineHints Deadlines { get; }

    /// <summary>Of the factories that are running.</summary>
    public FactoryLeases Leases { get; } = new();

    /// <summary>What upkeep does of its own accord, for those who want to tell of it.</summary>
    public UpkeepJournals Journals { get; } = new();

    /// <summary>The large values that readers hold.</summary>
    public HeldValues Held { get; } = new();

    /// <summary>Wakes the maintainer where it rests.</summary>
    public Doorbell Bell { get; } = new();

    /// <summary>These parts.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public StoreParts WhileOpen
    {
        get
        {
            Gate.ThrowIfClosed();
            return this;
        }
    }

    /// <summary>
    /// Has items counted by size classes of somebody's own, those that are here and all that come. Takes as long as there are items, of
    /// which each queue set's are held up together. One begins or ends at a time.
    /// </summary>
    public void BeginTally(SizeTally tally)
    {
        Eviction.Lru.AnnounceTally(tally);
        for (uint number = 0; Memory.Index.TryEnterNumber(number, out LockedBucket locked); number++)
        {
            locked.ExitUnchanged(); // whoever was in it without knowing has left
        }

        Eviction.Lru.BeginTally(tally);
    }

    /// <summary>Ends the store while verbs may be running, and gives its memory to the system.</summary>
    public void Close()
    {
        Gate.Close();
        Memory.Pool.Dispose();
    }
}
