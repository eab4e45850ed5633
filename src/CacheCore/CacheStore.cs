using System.Runtime.CompilerServices;
using CacheCore.Maintenance;
using CacheCore.Memory;
using CacheCore.Options;
using CacheCore.Parts;
using CacheCore.Primitives;
using CacheCore.Store;
using CacheCore.Wiring;
using Microsoft.Extensions.Logging;

namespace CacheCore;

/// <summary>
/// A cache of bytes by key, held off the garbage-collected heap under a hard limit in bytes. Values go in and come
/// out as copies. All members may be called from any thread at any time.
/// </summary>
/// <remarks>
/// Keys are 0 to 65,535 arbitrary bytes; a <see cref="string"/> key stands for its UTF-8 bytes and must be well-formed.
/// A longer key throws <see cref="ArgumentException"/>. A key must also fit a page: with a memory limit below 512 MiB, where pages
/// are smaller than 128 KiB, one that does not is refused as <see cref="WriteResult.TooLarge"/>.
/// After the store was disposed of, members throw <see cref="ObjectDisposedException"/>.
/// </remarks>
[SkipLocalsInit] // the stack buffers of string keys are written before they are read
public sealed partial class CacheStore : IDisposable, IAsyncDisposable
{
    /// <summary>
    /// In place of a slab class that gives a page: whoever misses it least, but for large values. See <see cref="ReassignPage"/>.
    /// </summary>
    public const int AnyClass = -1;

    /// <summary>In place of a slab class: the pool of pages that nobody has. See <see cref="ReassignPage"/>.</summary>
    public const int Pool = 0;

    private readonly StoreParts _parts;
    private readonly KeyHash _hash;
    private readonly ItemReads _reads;
    private readonly WriterReads _writerReads;
    private readonly BatchReads _batches;
    private readonly ItemWrites _writes;
    private readonly ItemUpdates _updates;
    private readonly ItemRemovals _removals;
    private readonly FactoryFlights _flights;
    private readonly NoticeTeller _teller;
    private readonly Maintainer _maintainer;
    private readonly StoreUpkeep? _upkeep;
    private readonly ILogger _logger;
    private readonly Lock _tallyLock = new();
    private int _disposed;

    /// <summary>Makes a store. It takes addresses at once and memory as items come.</summary>
    /// <param name="options">Checked here, once; later changes to the object have no effect.</param>
    /// <param name="timeProvider">Where the store reads the time; null = the system's clock.</param>
    /// <param name="loggerFactory">Where the store logs, never a key; null = nowhere.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names each.</exception>
    /// <exception cref="PlatformNotSupportedException">The process is a 32-bit one.</exception>
    /// <exception cref="InsufficientMemoryException">The system refused the addresses.</exception>
    public CacheStore(CacheCoreOptions options, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        CacheCoreOptionsTable.All.ThrowIfWrong(options);
        Name = options.Name;
        _logger = GuardedLoggerFactory.Of(loggerFactory).CreateLogger<CacheStore>();
        _parts = new StoreParts(options, MemoryLimits.Of(options), timeProvider ?? TimeProvider.System);
        Workers = new StoreWorkers(_parts);
        _hash = _parts.Memory.Hash;
        _reads = Workers.Reads;
        _writerReads = new WriterReads(_reads);
        _batches = new BatchReads(_parts.Memory, _reads);
        _writes = Workers.Writes;
        _updates = Workers.Updates;
        _removals = Workers.Removals;
        _flights = new FactoryFlights(_parts.Leases);
        _teller = new NoticeTeller(_parts.Notices, this, Name, _logger, options.BackgroundMaintenance);
        _maintainer = Workers.MakeMaintainer(_teller, Name, _logger);
        _upkeep = options.BackgroundMaintenance
            ? MaintenanceThreads.Shared.Add(
                _parts.Bell, this, static store => ((CacheStore)store)._maintainer.RunRound(),
                static store => ((CacheStore)store)._maintainer.PlanRest())
            : null;
        (PagePool pool, StoreLimits limits) = (_parts.Memory.Pool, _parts.Limits);
        _logger.StoreStarted(Name, new(MemoryLimit), pool.PageLimit, new(pool.Geometry.PageSize));
        if (limits.NamedMaxItemSize > Math.Max(limits.MaxItemSize, CacheCoreOptions.DefaultMaxItemSize))
        {
            _logger.MaxItemSizeCut(
                Name, new(limits.NamedMaxItemSize), new(limits.MaxItemSize), new(MemoryLimit), new(pool.Geometry.PageSize));
        }
    }

    /// <summary>The name from the options, for metrics and logs.</summary>
    public string Name { get; }

    /// <summary>
    /// Raised some time after an item was evicted or has expired; not for removals that somebody asked for. While nobody listens it
    /// costs nothing.
    /// </summary>
    /// <remarks>
    /// <para>Listeners run on the thread pool, one at a time; without <see cref="CacheCoreOptions.BackgroundMaintenance"/> on the
    /// thread of whoever calls <see cref="RunMaintenance"/>. A slow one holds up nothing but further notices: those that find their
    /// queue full, by <see cref="CacheCoreOptions.NoticeCapacity"/> or by 512 bytes of keys for each notice that it may hold, are
    /// dropped and counted.</para>
    /// <para>A listener may use the store, and dispose of it. <see cref="Dispose"/> waits for one that is running on the pool: one that
    /// waits for whoever disposes of the store waits for ever.
    /// One that was taken off may be running still, and is told of nothing more.</para>
    /// </remarks>
    public event EventHandler<ItemRemovedEventArgs>? ItemRemoved
    {
        add => _teller.Add(value);
        remove => _teller.Remove(value);
    }

    /// <summary>
    /// The most native memory that the store may use, in bytes: the option of that name at first. May be set at any time, from 1 MiB
    /// (16 pages, where those are larger) to <see cref="MaxMemoryLimit"/>.
    /// </summary>
    /// <remarks>
    /// A higher limit counts at once. So does a lower one for the store's growth; what is held beyond it leaves step by step, coldest items
    /// first, and goes back to the system: the maintainer sees to it in the background, or <see cref="RunMaintenance"/> before it returns.
    /// Reads and writes go on meanwhile. No item may be larger than half the limit.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The limit is too low or too high; the message tells the range.</exception>
    /// <exception cref="ObjectDisposedException">Set after the store was disposed of.</exception>
    public long MemoryLimit
    {
        get => _parts.Memory.Pool.MemoryLimit;
        set
        {
            _parts.WhileOpen.Limits.SetMemoryLimit(value);
            _logger.MemoryLimitChanged(Name, new(value));
            GC.KeepAlive(this);
        }
    }

    /// <summary>The highest that <see cref="MemoryLimit"/> may be set to, in bytes: addresses are reserved for so much.</summary>
    public long MaxMemoryLimit => _parts.Limits.MaxMemoryLimit;

    /// <summary>How the maintainer moves pages between slab classes. May be changed at any time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    public PageBalancing PageBalancing
    {
        get => _parts.Tunables.PageBalancing;
        set => _parts.WhileOpen.Tunables.PageBalancing = value;
    }

    /// <summary>
    /// Items written to live no longer than this, however often they are read, stay in TEMP until their time is over, and are evicted only
    /// where their slab class has no others; null = no such segment.
    /// May be changed at any time; items that are in TEMP already stay there until they expire or are written again.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less.</exception>
    public TimeSpan? TemporaryLifetime
    {
        get => _parts.Tunables.TemporaryLifetime;
        set => _parts.WhileOpen.Tunables.TemporaryLifetime = value;
    }

    internal StoreParts Parts => _parts;

    /// <summary>True once the store was disposed of.</summary>
    internal bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    internal StoreUpkeep? Upkeep => _upkeep;

    /// <summary>Those who work in it.</summary>
    internal StoreWorkers Workers { get; }

    /// <summary>
    /// The verbs without their public clothes, for a listener that knows hashes, versions and marks.
    /// Whoever uses them keeps the store alive.
    /// </summary>
    internal ItemReads Reads => _reads;

    internal ItemWrites Writes => _writes;

    internal ItemUpdates Updates => _updates;

    internal ItemRemovals Removals => _removals;

    /// <summary>Has items counted by size classes of somebody's own, until <see cref="EndTally"/>.</summary>
    internal void BeginTally(Eviction.SizeTally tally)
    {
        lock (_tallyLock)
        {
            _parts.BeginTally(tally);
        }

        GC.KeepAlive(this);
    }

    internal void EndTally(Eviction.SizeTally tally)
    {
        lock (_tallyLock)
        {
            _parts.Eviction.Lru.EndTally(tally);
        }
    }

    /// <summary>
    /// Ends the store and gives its memory back to the system. Safe while other members are running: they end or throw
    /// <see cref="ObjectDisposedException"/>. Further calls do nothing.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // Either wait may be interrupted; the memory goes all the same.
        try
        {
            _upkeep?.Dispose();
        }
        finally
        {
            try
            {
                _teller.Close();
            }
            finally
            {
                _parts.Close();
                _logger.StoreDisposed(Name);
            }
        }
    }

    /// <summary>As <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
    private ulong HashOf(ReadOnlySpan<byte> key)
    {
        if (key.Length > ushort.MaxValue)
        {
            Throw.KeyTooLong(key.Length);
        }

        return _hash.Of(key);
    }
}
