using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using CacheCore.Maintenance;
using CacheCore.Primitives;
using CacheCore.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheCore;

/// <summary>
/// A cache of bytes by key, held off the garbage-collected heap under a hard limit in bytes. Values go in and come
/// out as copies. All members may be called from any thread at any time.
/// </summary>
/// <remarks>
/// Keys are 0 to 65,535 arbitrary bytes; a <see cref="string"/> key stands for its UTF-8 bytes and must be well-formed.
/// A longer key throws <see cref="ArgumentException"/>. A key must also fit a page: with a memory limit below 512 MiB, where pages
/// are smaller than 128 KiB, one that does not is refused as <see cref="WriteResult.TooLarge"/>. After the store was disposed of, members throw
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
[SkipLocalsInit] // the stack buffers of string keys are written before they are read
public sealed class CacheStore : IDisposable, IAsyncDisposable
{
    /// <summary>In place of a slab class that gives a page: whoever misses it least. See <see cref="ReassignPage"/>.</summary>
    public const int AnyClass = -1;

    /// <summary>In place of a slab class: the pool of pages that nobody has. See <see cref="ReassignPage"/>.</summary>
    public const int Pool = 0;

    private readonly StoreParts _parts;
    private readonly ItemReads _reads;
    private readonly WriterReads _writerReads;
    private readonly BatchReads _batches;
    private readonly ItemWrites _writes;
    private readonly ItemUpdates _updates;
    private readonly ItemRemovals _removals;
    private readonly FactoryFlights _flights = new();
    private readonly Maintainer _maintainer;
    private readonly MaintenanceThread? _thread;
    private readonly ILogger _logger;
    private readonly Lock _listenersLock = new();
    private EventHandler<ItemRemovedEventArgs>? _itemRemoved;
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
        CacheCoreOptionsValidator.ThrowIfWrong(options);
        Name = options.Name;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<CacheStore>();
        _parts = new StoreParts(options, MemoryLimits.Of(options), timeProvider ?? TimeProvider.System);
        var linker = new ItemLinker(_parts);
        var reclaimer = new Reclaimer(_parts, linker);
        Pages = new PageReclaimer(_parts, reclaimer, new PageMover(_parts, linker, reclaimer));
        var reserver = new ItemReserver(_parts, linker, reclaimer, Pages);
        _removals = new ItemRemovals(_parts, linker);
        _reads = new ItemReads(_parts, new LargeValueReads(_parts), _removals);
        _writerReads = new WriterReads(_reads);
        _batches = new BatchReads(_parts, _reads);
        _writes = new ItemWrites(_parts, linker, reserver, reclaimer, Pages, _removals);
        _updates = new ItemUpdates(_parts, _reads, _writes, _removals);
        _maintainer = new Maintainer(_parts, linker, Pages, _removals, Name, _logger);
        _thread = options.BackgroundMaintenance
            ? new MaintenanceThread(
                Name, _parts.Bell, this, static store => ((CacheStore)store).RunRound(), static store => ((CacheStore)store)._maintainer.PlanRest())
            : null;
        _logger.StoreStarted(Name, MemoryLimit, _parts.Pool.PageLimit, _parts.Pool.Geometry.PageSize);
    }

    /// <summary>The name from the options, for metrics and logs.</summary>
    public string Name { get; }

    /// <summary>
    /// Raised on the maintainer's thread some time after an item was evicted or has expired; not for removals that somebody
    /// asked for. While nobody listens it costs nothing. Notices that find their queue full are dropped and counted.
    /// </summary>
    public event EventHandler<ItemRemovedEventArgs>? ItemRemoved
    {
        add
        {
            lock (_listenersLock)
            {
                _itemRemoved += value;
                _parts.Notices.HasListeners = _itemRemoved is not null;
            }
        }

        remove
        {
            lock (_listenersLock)
            {
                _itemRemoved -= value;
                _parts.Notices.HasListeners = _itemRemoved is not null;
            }
        }
    }

    /// <summary>
    /// The most native memory that the store may use, in bytes: the option of that name at first. May be set at any time, from 1 MiB
    /// (16 pages, where those are larger) to <see cref="MaxMemoryLimit"/>.
    /// </summary>
    /// <remarks>
    /// A higher limit counts at once. So does a lower one for the store's growth; what is held beyond it leaves step by step, coldest items first, and
    /// goes back to the system: the maintainer sees to it in the background, or <see cref="RunMaintenance"/> before it returns. Reads and
    /// writes go on meanwhile. No item may be larger than half the limit.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The limit is too low or too high; the message tells the range.</exception>
    /// <exception cref="ObjectDisposedException">Set after the store was disposed of.</exception>
    public long MemoryLimit
    {
        get => _parts.Pool.MemoryLimit;
        set
        {
            _parts.SetMemoryLimit(value);
            _logger.MemoryLimitChanged(Name, value);
            GC.KeepAlive(this);
        }
    }

    /// <summary>The highest that <see cref="MemoryLimit"/> may be set to, in bytes: addresses are reserved for so much.</summary>
    public long MaxMemoryLimit => _parts.MaxMemoryLimit;

    /// <summary>How the maintainer moves pages between slab classes. May be changed at any time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    public PageBalancing PageBalancing
    {
        get => _parts.Tunables.PageBalancing;
        set => _parts.WhileOpen.Tunables.PageBalancing = value;
    }

    /// <summary>
    /// Items written to live no longer than this stay in TEMP and are never moved or evicted by age; null = no such segment. May be changed
    /// at any time; items that are in TEMP already stay there until they expire or are written again.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less.</exception>
    public TimeSpan? TemporaryLifetime
    {
        get => _parts.Tunables.TemporaryLifetime;
        set => _parts.WhileOpen.Tunables.TemporaryLifetime = value;
    }

    internal StoreParts Parts => _parts;

    /// <summary>Chooses and empties pages.</summary>
    internal PageReclaimer Pages { get; }

    /// <summary>Reads a value into a new array.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <returns>The caller's copy, or null if there is no live item under the key.</returns>
    public byte[]? Get(CacheKey key)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        var reader = default(ArrayReader);
        ReadResult result = _reads.Read(encoded.Bytes, hash, ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        return result == ReadResult.Hit ? reader.Value : null;
    }

    /// <summary>Reads a value into a new array, and what is known of its item, the version for <c>CompareAndSwap</c> among it.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="info">What is known of the item; all zero if there is none.</param>
    /// <returns>The caller's copy, or null if there is no live item under the key.</returns>
    public byte[]? Get(CacheKey key, out ItemInfo info)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        var reader = default(ArrayAndInfoReader);
        ReadResult result = _reads.Read(encoded.Bytes, hash, ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        info = reader.Info;
        return result == ReadResult.Hit ? reader.Value : null;
    }

    /// <summary>Reads a value into memory of the caller's. Allocates nothing.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="destination">Where the value goes; may be longer than it.</param>
    /// <param name="valueLength">Length of the value in bytes, also if the destination was too small for it; 0 on a miss.</param>
    public ReadResult Read(CacheKey key, Span<byte> destination, out int valueLength)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        var reader = new SpanReader(destination);
        ReadResult result = _reads.Read(encoded.Bytes, hash, ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        valueLength = result == ReadResult.Miss ? 0 : reader.Length;
        return result;
    }

    /// <summary>
    /// Reads a value into a buffer writer. The writer is asked for memory before the copy and advanced once, after
    /// the copy has proved good; on a miss nothing is written to it.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="writer">Must hand out the value's length in one piece.</param>
    /// <returns>False if there is no live item under the key.</returns>
    public bool Read(CacheKey key, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        bool found = _writerReads.Read(encoded.Bytes, HashOf(encoded.Bytes), writer);
        encoded.Return();
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Tells what is known of an item without its value. Counts as a read.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="info">What is known; all zero if there is no live item.</param>
    /// <returns>False if there is no live item under the key.</returns>
    public bool TryGetInfo(CacheKey key, out ItemInfo info)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        var reader = new SpanAndInfoReader([]);
        ReadResult result = _reads.Read(encoded.Bytes, hash, ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        info = reader.Info;
        return result != ReadResult.Miss;
    }

    /// <summary>Tells whether there is a live item under a key. Counts as a read.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    public bool Contains(CacheKey key) =>
        TryGetInfo(key, out _);

    /// <summary>Reads many values into new arrays, several times faster than one by one: the memory they lie in is fetched all at once.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">Gets the caller's copy for each key, null where there is no live item. At least as long as <paramref name="keys"/>.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException"><paramref name="values"/> is shorter than <paramref name="keys"/>, or a key is not allowed.</exception>
    public int GetMany(ReadOnlySpan<string> keys, Span<byte[]?> values)
    {
        int found = _batches.GetMany(new StringKeys(keys), values);
        GC.KeepAlive(this);
        return found;
    }

    /// <inheritdoc cref="GetMany(ReadOnlySpan{string}, Span{byte[]})"/>
    public int GetMany(ReadOnlySpan<ReadOnlyMemory<byte>> keys, Span<byte[]?> values)
    {
        int found = _batches.GetMany(new MemoryKeys(keys), values);
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Reads many values into one span, one behind the other, and allocates nothing.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="destination">Where the values go.</param>
    /// <param name="lengths">Gets the length of each value, -1 where there is no live item. At least as long as <paramref name="keys"/>.</param>
    /// <returns>How many keys were done; fewer than asked if the next value does not fit the rest of the destination.</returns>
    /// <exception cref="ArgumentException"><paramref name="lengths"/> is shorter than <paramref name="keys"/>, or a key is not allowed.</exception>
    public int ReadMany(ReadOnlySpan<string> keys, Span<byte> destination, Span<int> lengths)
    {
        int done = _batches.ReadMany(new StringKeys(keys), destination, lengths);
        GC.KeepAlive(this);
        return done;
    }

    /// <inheritdoc cref="ReadMany(ReadOnlySpan{string}, Span{byte}, Span{int})"/>
    public int ReadMany(ReadOnlySpan<ReadOnlyMemory<byte>> keys, Span<byte> destination, Span<int> lengths)
    {
        int done = _batches.ReadMany(new MemoryKeys(keys), destination, lengths);
        GC.KeepAlive(this);
        return done;
    }

    /// <summary>Stores a value, whatever is under the key. Allocates nothing.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult Set(CacheKey key, ReadOnlySpan<byte> value, in ItemOptions options = default) =>
        Write(key, new ValueSource(value), in options, WriteMode.Set);

    /// <summary>Stores a value that lies in pieces, whatever is under the key.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult Set(CacheKey key, in ReadOnlySequence<byte> value, in ItemOptions options = default) =>
        Write(key, new ValueSource(in value), in options, WriteMode.Set);

    /// <summary>Stores a value only if there is no live item under the key; else <see cref="WriteResult.NotStored"/>.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult Add(CacheKey key, ReadOnlySpan<byte> value, in ItemOptions options = default) =>
        Write(key, new ValueSource(value), in options, WriteMode.Add);

    /// <summary>Stores a value only if there is a live item under the key; else <see cref="WriteResult.NotStored"/>.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult Replace(CacheKey key, ReadOnlySpan<byte> value, in ItemOptions options = default) =>
        Write(key, new ValueSource(value), in options, WriteMode.Replace);

    /// <summary>
    /// Stores a value only if the item still has the version that the caller read: <see cref="WriteResult.VersionMismatch"/>
    /// if it has another, <see cref="WriteResult.NotFound"/> if it is gone.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="version">From <see cref="ItemInfo.Version"/>.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult CompareAndSwap(CacheKey key, ReadOnlySpan<byte> value, ulong version, in ItemOptions options = default) =>
        Write(key, new ValueSource(value), in options, WriteMode.CompareAndSwap, version);

    /// <summary>Adds bytes behind the value, keeping flags and lifetime; <see cref="WriteResult.NotStored"/> if there is no item.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="suffix">Copied; the caller keeps the memory.</param>
    public WriteResult Append(CacheKey key, ReadOnlySpan<byte> suffix)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        WriteResult result = _updates.Extend(encoded.Bytes, hash, suffix, atEnd: true);
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Adds bytes before the value, keeping flags and lifetime; <see cref="WriteResult.NotStored"/> if there is no item.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="prefix">Copied; the caller keeps the memory.</param>
    public WriteResult Prepend(CacheKey key, ReadOnlySpan<byte> prefix)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        WriteResult result = _updates.Extend(encoded.Bytes, hash, prefix, atEnd: false);
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Adds to a decimal number; beyond 2^64 - 1 it begins again at 0. Atomic. The number is stored as its decimal text, as memcached does.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="delta">By how much.</param>
    /// <param name="value">The new number; 0 unless stored.</param>
    public WriteResult Increment(CacheKey key, ulong delta, out ulong value)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        WriteResult result = _updates.Count(encoded.Bytes, hash, delta, up: true, out value);
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Takes from a decimal number; it stops at 0. Atomic. The number is stored as its decimal text, as memcached does.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="delta">By how much.</param>
    /// <param name="value">The new number; 0 unless stored.</param>
    public WriteResult Decrement(CacheKey key, ulong delta, out ulong value)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        WriteResult result = _updates.Count(encoded.Bytes, hash, delta, up: false, out value);
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Adds to a decimal number, or stores a first one where there is none. Atomic.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="delta">By how much.</param>
    /// <param name="initial">Stored as it is if there is no item; the delta is not added to it.</param>
    /// <param name="value">The new number; 0 unless stored.</param>
    /// <param name="options">Lifetime and flags of a first number.</param>
    public WriteResult Increment(CacheKey key, ulong delta, ulong initial, out ulong value, in ItemOptions options = default)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        Span<byte> digits = stackalloc byte[20];
        WriteResult result;
        do
        {
            result = _updates.Count(encoded.Bytes, hash, delta, up: true, out value);
            if (result == WriteResult.NotFound)
            {
                value = initial;
                _ = Utf8Formatter.TryFormat(initial, digits, out int length);
                result = Write(key, new ValueSource(digits[..length]), in options, WriteMode.Add);
            }
        }
        while (result == WriteResult.NotStored);

        value = result == WriteResult.Stored ? value : 0;
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Gives an item a new lifetime; flags in the options are not looked at.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="options">The lifetime from now on.</param>
    /// <returns>False if there is no live item under the key.</returns>
    public bool Touch(CacheKey key, in ItemOptions options)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        bool found = _updates.Touch(encoded.Bytes, hash, ItemLifetime.From(in options, _parts.Clock));
        encoded.Return();
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Reads a value into a new array and gives its item a new lifetime.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="options">The lifetime from now on.</param>
    /// <returns>The caller's copy, or null if there is no live item under the key.</returns>
    public byte[]? GetAndTouch(CacheKey key, in ItemOptions options)
    {
        byte[]? value = Get(key);
        return value is not null && Touch(key, in options) ? value : null;
    }

    /// <summary>Starts an item's sliding window anew, as a read would; its value is not read.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <returns>False if there is no live item under the key.</returns>
    public bool Refresh(CacheKey key)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        bool found = _updates.Refresh(encoded.Bytes, hash);
        encoded.Return();
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Removes an item.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <returns>False if there was no live item under the key.</returns>
    public bool Remove(CacheKey key)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        WriteResult result = _removals.Remove(encoded.Bytes, hash);
        encoded.Return();
        GC.KeepAlive(this);
        return result == WriteResult.Stored;
    }

    /// <summary>
    /// Removes an item only if it still has a version: <see cref="WriteResult.Stored"/> if it was removed,
    /// <see cref="WriteResult.VersionMismatch"/> or <see cref="WriteResult.NotFound"/> if not.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="version">From <see cref="ItemInfo.Version"/>.</param>
    public WriteResult Remove(CacheKey key, ulong version)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        WriteResult result = _removals.Remove(encoded.Bytes, hash, version);
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Reads a value, or has it made and stores it. While one caller makes it, others who ask for the same key wait for it.</summary>
    /// <param name="key">A well-formed string.</param>
    /// <param name="factory">Makes the value; runs on the calling thread. What it throws goes to all who wait.</param>
    /// <param name="options">Lifetime and flags of a made value.</param>
    /// <returns>The caller's copy. A value that the store rejects is still returned.</returns>
    public byte[] GetOrCreate(string key, Func<string, byte[]> factory, ItemOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Get(key) ?? CreateAsync(key, (made, _) => new ValueTask<byte[]>(factory(made)), options, default).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Reads a value, or has it made and stores it. While one caller makes it, others who ask for the same key wait for it.</summary>
    /// <param name="key">A well-formed string.</param>
    /// <param name="factory">Makes the value. Its token is cancelled once nobody waits for the value any more. What it throws goes to all who wait.</param>
    /// <param name="options">Lifetime and flags of a made value.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    /// <returns>The caller's copy. A value that the store rejects is still returned.</returns>
    public ValueTask<byte[]> GetOrCreateAsync(
        string key, Func<string, CancellationToken, ValueTask<byte[]>> factory, ItemOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Get(key) is { } hit ? new ValueTask<byte[]>(hit) : CreateAsync(key, factory, options, cancellationToken);
    }

    /// <summary>Removes every item that is there when the walk comes by its bucket. Reads and writes go on meanwhile.</summary>
    public void Clear()
    {
        _removals.Clear();
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Lists the keys without stopping anybody. A key that is there from beginning to end is listed once; one that comes
    /// or goes meanwhile may or may not be. Reads all of the index: for tools, not for requests.
    /// </summary>
    public IEnumerable<byte[]> EnumerateKeys()
    {
        _parts.ThrowIfClosed();
        foreach (byte[] key in new KeyWalk(_parts, _removals).Run())
        {
            yield return key;
        }

        GC.KeepAlive(this);
    }

    /// <summary>Adds up the store's figures. Takes each lock for a moment; not for every request.</summary>
    public CacheStatistics GetStatistics()
    {
        CacheStatistics statistics = StatisticsReport.Of(_parts.WhileOpen);
        GC.KeepAlive(this);
        return statistics;
    }

    /// <summary>Counts the items by how long they have to live, unless read or touched. Reads the header of every item: for tools, not for requests.</summary>
    public LifetimeStatistics GetLifetimes()
    {
        LifetimeStatistics lifetimes = LifetimeReport.Of(_parts.WhileOpen);
        GC.KeepAlive(this);
        return lifetimes;
    }

    /// <summary>
    /// Moves one page from a slab class to another, whatever <see cref="PageBalancing"/> says. What lies in it moves to other pages of its
    /// class; the coldest of the class leave where there is no room. Takes about as long as copying a page, and waits for a page
    /// that is being moved meanwhile.
    /// </summary>
    /// <param name="fromClass">
    /// <see cref="SlabClassStatistics.Id"/> of the class that gives; that of large values evicts the one that has waited longest. Or <see cref="Pool"/>, or <see cref="AnyClass"/>:
    /// the pool if it has a page, else a class with a page's worth of free chunks, else the class whose coldest item has waited longest.
    /// </param>
    /// <param name="toClass"><see cref="SlabClassStatistics.Id"/> of the class that gets it, one whose chunks come from pages; or <see cref="Pool"/>.</param>
    public ReassignResult ReassignPage(int fromClass, int toClass)
    {
        // Inside, the classes are numbered from 0, with the pool and any class before them.
        ReassignResult result = Pages.Reassign(unchecked(fromClass - 1), unchecked(toClass - 1));
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Changes the tunables of the segmented policy while the store runs; under the other policies it has no effect.</summary>
    /// <param name="hotPercent">As <see cref="CacheCoreOptions.HotPercent"/>.</param>
    /// <param name="warmPercent">As <see cref="CacheCoreOptions.WarmPercent"/>.</param>
    /// <param name="hotMaxAgeFactor">As <see cref="CacheCoreOptions.HotMaxAgeFactor"/>.</param>
    /// <param name="warmMaxAgeFactor">As <see cref="CacheCoreOptions.WarmMaxAgeFactor"/>.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message names each.</exception>
    public void TuneSegments(int hotPercent, int warmPercent, double hotMaxAgeFactor, double warmMaxAgeFactor) =>
        _parts.WhileOpen.Tunables.TuneSegments(hotPercent, warmPercent, hotMaxAgeFactor, warmMaxAgeFactor);

    /// <summary>
    /// Does on the calling thread what the maintainer has to do: moves items between segments, frees all that expired,
    /// raises the notices that wait. For stores without <see cref="CacheCoreOptions.BackgroundMaintenance"/>, and for tests.
    /// </summary>
    public void RunMaintenance()
    {
        _parts.ThrowIfClosed();
        _ = _maintainer.RunFull(this, _itemRemoved);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Ends the store and gives its memory back to the system. Safe while other members are running: they end or throw
    /// <see cref="ObjectDisposedException"/>. Further calls do nothing.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _thread?.Dispose();
            _parts.Close();
            _logger.StoreDisposed(Name);
        }
    }

    /// <summary>As <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private int RunRound() => _maintainer.RunRound(this, _itemRemoved);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
    private ulong HashOf(ReadOnlySpan<byte> key)
    {
        if (key.Length > ushort.MaxValue)
        {
            Throw.KeyTooLong(key.Length);
        }

        return _parts.Hash.Of(key);
    }

    /// <summary>As Get, but counts and marks nothing.</summary>
    private byte[]? Peek(string key)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        var reader = default(QuietArrayReader);
        ReadResult result = _reads.Read(encoded.Bytes, HashOf(encoded.Bytes), ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        return result == ReadResult.Hit ? reader.Value : null;
    }

    private WriteResult Write(
        CacheKey key, ValueSource value, in ItemOptions options, WriteMode mode, ulong expectedVersion = 0)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        WriteResult result = _writes.Write(new WriteRequest
        {
            Key = encoded.Bytes,
            Hash = HashOf(encoded.Bytes),
            Value = value,
            Lifetime = ItemLifetime.From(in options, _parts.Clock),
            Flags = options.Flags,
            NowSeconds = _parts.NowSeconds,
            Mode = mode,
            ExpectedVersion = expectedVersion,
        });
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    private ValueTask<byte[]> CreateAsync(
        string key, Func<string, CancellationToken, ValueTask<byte[]>> factory, ItemOptions options, CancellationToken cancellationToken) =>
        _flights.RunAsync(key, async stop =>
        {
            if (Peek(key) is { } madeMeanwhile)
            {
                return madeMeanwhile;
            }

            byte[] value = await factory(key, stop).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The factory returned null. Return an empty array for a value without bytes.");
            _ = Set(key, value, in options);
            return value;
        }, cancellationToken);
}
