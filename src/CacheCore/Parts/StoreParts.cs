using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CacheCore.Eviction;
using CacheCore.Eviction.Policies;
using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Options;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>The rooms of one store, made once and shared by all that works in it.</summary>
internal sealed class StoreParts
{
    private readonly int _largestItem;
    private InnerLock _limitLock;
    private long _largeValueMoves;

    public StoreParts(CacheCoreOptions options, MemoryLimits limits, TimeProvider timeProvider)
    {
        BriefWait.Prepare();
        bool hugePages = options.UseHugePages;
        (PoolGeometry geometry, AddressRange range, MaxMemoryLimit) = ReservedAddresses.Take(
            options, limits, (length, spare) => AddressRange.Reserve(length, hugePages, spare));
        Pool = new PagePool(geometry, range, limits.First);
        SlabClassTable table = options.ChunkSizes is { Count: > 0 } sizes
            ? new SlabClassTable(geometry.PageSize, geometry.Granule, sizes)
            : SlabClassTable.Of(geometry.PageSize, geometry.Granule, options.GrowthFactor, options.SmallestChunkSize);
        Slabs = new SlabAllocator(Pool, table);
        Index = new HashIndex(Pool);
        Clock = new CoarseClock(timeProvider);
        Hash = KeyHash.Random();
        Tunables = new StoreTunables(options);
        NamedMaxItemSize = options.MaxItemSize;
        _largestItem = (int)Math.Min(options.MaxItemSize, ItemLayout.LargestItem(geometry.PageSize));
        Notices = new RemovalNotices(options.NoticeCapacity);
        Policy = PolicyTable.Make(options.EvictionPolicy, new PolicyRoom(Pool, Index, Hash, Tunables.Segments));
        MayEvict = options.AllowEviction;
        Lru = new LruTable(Pool, Versions, table.Count, Policy.Entry);
        Counters = new CounterSet(StoreCounter.CountFor(Lru.Count));
        Places = new ItemPlaces(options.MaxItems);
        Pinned = new PinnedItems(options.PinnedKeyPrefixes, options.MaxPinnedBytes, limits.First);
        Deadlines = new DeadlineHints(Pool.MakeTable<uint>(geometry.PageCount + 1), Bell);
    }

    public PagePool Pool { get; }

    public SlabAllocator Slabs { get; }

    public HashIndex Index { get; }

    public LruTable Lru { get; }

    public VersionSource Versions { get; } = new();

    public CounterSet Counters { get; }

    public CoarseClock Clock { get; }

    public KeyHash Hash { get; }

    public StoreTunables Tunables { get; }

    /// <summary>The largest sum of key and value as the option has it.</summary>
    public int NamedMaxItemSize { get; }

    /// <summary>The largest sum of key and value, after what the memory limit and the page size allow.</summary>
    public int MaxItemSize => (int)Math.Min(_largestItem, Pool.MemoryLimit / 2);

    public RemovalNotices Notices { get; }

    /// <summary>Who leaves, and who goes where.</summary>
    public Policy Policy { get; }

    /// <summary>False: items leave when their time is over and not before.</summary>
    public bool MayEvict { get; }

    public ItemPlaces Places { get; }

    public PinnedItems Pinned { get; }

    /// <summary>True if a new item needs another to leave.</summary>
    public bool IsFull => Pool.IsFull || Places.AreAllTaken;

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

    /// <summary>True once the store was disposed of. Looked at where a verb found nothing or has just taken a lock.</summary>
    public bool IsClosed { get; private set; }

    public long NowSeconds => Clock.NowMilliseconds / 1000;

    /// <summary>
    /// Heads and tails of large values that were moved. One that was moved twice may lie where it was: a reader can only tell by this.
    /// </summary>
    public long LargeValueMoves => Volatile.Read(ref _largeValueMoves);

    /// <summary>Counts a move, before the bucket of the large value is left.</summary>
    public void NoteLargeValueMove() => Interlocked.Increment(ref _largeValueMoves);

    /// <summary>Tells the crawler of a deadline that an item was given, after it was written and the item linked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write
    public void NoteDeadline(ItemRef item, long deadline)
    {
        if (deadline != ItemTimes.Never)
        {
            Deadlines.Note(Pool.PageOf(item), deadline);
        }
    }

    /// <summary>The queue set that an item belongs to.</summary>
    public int QueuesOf(ItemRef item, ItemTraits traits) => traits.Large ? Lru.LargeValues : Slabs.ClassOf(item);

    /// <summary>The highest limit that there are addresses for.</summary>
    public long MaxMemoryLimit { get; }

    /// <summary>Gives the store another limit, which the maintainer then brings it down to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The store cannot have such a limit.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void SetMemoryLimit(long value)
    {
        ThrowIfClosed();
        long lowest = MemoryLimits.Lowest(Pool.Geometry.PageSize);
        if (value < lowest || value > MaxMemoryLimit)
        {
            Throw.BadMemoryLimit(nameof(value), value, lowest, MaxMemoryLimit);
        }

        using (_limitLock.Enter())
        {
            Pool.SetLimit(value);
            Pinned.Follow(value); // of two limits that are set at once, the same one
        }

        Bell.Ring();
    }

    /// <summary>Puts a request among the sampled ones if its hash is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one comparison on the path of every verb
    public void Sample(ulong hash, SampledKind kind)
    {
        if ((hash & Counters.SampleMask) == 0)
        {
            Counters.Mine.NoteSample(new SampledRequest(hash, kind));
        }
    }

    /// <summary>The same for a hit on a slot as it was before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one comparison on the path of every hit
    public void SampleHit(ulong hash, Slot slot)
    {
        if ((hash & Counters.SampleMask) == 0)
        {
            Counters.Mine.NoteSample(new SampledRequest(hash, slot.WasFetched ? SampledKind.Hit : SampledKind.FirstHit));
        }
    }

    /// <summary>The segment of a new item that lives long enough to be moved; null: where its shard's new items start.</summary>
    public LruSegment? Admit(ulong hash)
    {
        LruSegment? segment = Policy.Admit(hash);
        if (segment is { } admitted)
        {
            Counters.Mine.Add(StoreCounter.SketchAdditions);
            Counters.Mine.Add(StoreCounter.GhostHits, admitted == LruSegment.Cold ? 1 : 0);
        }

        return segment;
    }

    /// <summary>Counts a key that is asked for the first time since the policy last looked at its item.</summary>
    public void NoteFirstHit(ulong hash)
    {
        if (Policy.Admission is { } admission)
        {
            Counters.Mine.Add(StoreCounter.SketchAdditions);
            admission.Sketch.Increment(hash);
        }
    }

    /// <summary>
    /// Tells the listeners, if there are any, that an item left, which its caller still holds. A notice for which the queue has no room, or
    /// the process no memory, is counted as dropped.
    /// </summary>
    public void Notify(ItemRef item, RemovalReason reason, bool wasRead, long now)
    {
        if (Notices.HasListeners && !TryPost(item, reason, wasRead, now))
        {
            Counters.Mine.Add(StoreCounter.NoticesDropped);
        }
    }

    private bool TryPost(ItemRef item, RemovalReason reason, bool wasRead, long now)
    {
        int keyLength = Pool.View(item).Header.Identity.KeyLength;
        if (!Notices.TryTakeRoom(keyLength))
        {
            return false;
        }

        try
        {
            Notices.Post(NoticeOf(item, reason, wasRead, now));
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadInterruptedException)
        {
            Notices.ReturnRoom(keyLength);
            if (failure is ThreadInterruptedException)
            {
                Thread.CurrentThread.Interrupt(); // it is the caller's, at its own next wait
            }

            return false;
        }

        Notices.CallIfHalfFull();
        Bell.Ring();
        return true;
    }

    private ItemRemovedEventArgs NoticeOf(ItemRef item, RemovalReason reason, bool wasRead, long now)
    {
        ItemView view = Pool.View(item);
        ItemHeader header = view.Header;
        return new ItemRemovedEventArgs(view.Key.ToArray(), reason)
        {
            Info = new ItemInfo
            {
                ValueLength = header.ValueLength,
                Flags = new ItemExtras(view, header.Traits).Flags,
                TimeToLive = header.Times.HasDeadline ? TimeSpan.FromMilliseconds(Math.Max(0, header.Times.Deadline - now)) : null,
                Idle = TimeSpan.FromSeconds(header.Times.IdleSeconds(now / 1000)),
                WasRead = wasRead,
            },
        };
    }

    /// <summary>
    /// Has items counted by size classes of somebody's own, those that are here and all that come. Takes as long as there are items, of
    /// which each queue set's are held up together. One begins or ends at a time.
    /// </summary>
    public void BeginTally(SizeTally tally)
    {
        Lru.AnnounceTally(tally);
        for (uint number = 0; Index.TryEnterNumber(number, out LockedBucket locked); number++)
        {
            locked.ExitUnchanged(); // whoever was in it without knowing has left
        }

        Lru.BeginTally(tally);
    }

    /// <summary>
    /// Ends the store while verbs may be running: no verb gets into a bucket from now on, those inside come out, and
    /// every slot is emptied. Then nobody can find an item, and the memory can go.
    /// </summary>
    public void Close()
    {
        IsClosed = true;
        Index.StopShrinking();
        Interlocked.MemoryBarrier();
        for (uint number = 0; number < Index.Shape.Buckets; number++)
        {
            Index.Empty(number);
        }

        Pool.Dispose();
    }

    /// <summary>Waits for the lock of a key's bucket.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write; a copied struct stalls it
    public void Enter(ulong hash, out LockedBucket locked)
    {
        Index.Enter(hash, out locked);
        if (IsClosed)
        {
            LeaveClosed(in locked);
        }
    }

    /// <summary>Waits for the lock of a bucket by number; false: the index has become so small that there is none of this number.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public bool TryEnterNumber(uint number, out LockedBucket locked)
    {
        bool entered = Index.TryEnterNumber(number, out locked);
        if (entered && IsClosed)
        {
            LeaveClosed(in locked);
        }

        return entered;
    }

    /// <summary>These parts.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public StoreParts WhileOpen
    {
        get
        {
            ThrowIfClosed();
            return this;
        }
    }

    public void ThrowIfClosed()
    {
        if (IsClosed)
        {
            Throw.Disposed();
        }
    }

    [DoesNotReturn]
    private static void LeaveClosed(in LockedBucket locked)
    {
        locked.ExitUnchanged();
        Throw.Disposed();
    }
}
