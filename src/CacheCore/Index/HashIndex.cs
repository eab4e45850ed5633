using System.Runtime.CompilerServices;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Index;

/// <summary>
/// The lock-striped hash table: an array of 64-byte buckets in an address range reserved for the largest case, growing
/// bucket by bucket while readers and writers go on, and shrinking likewise when told to. Says "no" when it lacks a page;
/// the store then finds one.
/// </summary>
internal sealed class HashIndex
{
    /// <summary>Lines that a bucket may have; a walk that goes further has met a chain in change.</summary>
    public const int MaxChain = 64;

    /// <summary>
    /// Items a bucket holds on average before the next one is split off: 72 % of its slots. Fuller buckets save a byte and
    /// a half an item and send every eighth read to an overflow line, which is one more wait for memory.
    /// </summary>
    public const double Load = 0.72 * HashBucket.SlotsPerLine;

    /// <summary>
    /// A bucket is too many if all items would still leave a fifth of the load free without it: far enough from the next split.
    /// </summary>
    private const double LoadAfterMerges = 0.8 * Load;

    /// <summary>Splits that one call does at most, so that no writer pays for a backlog.</summary>
    private const int SplitsAtOnce = 2;

    private readonly PagePool _pool;
    private readonly nint _bucketBase;
    private readonly nint _lineBase;
    private readonly OverflowLines _lines;
    private readonly BucketSplitter _splitter;
    private readonly BucketMerger _merger;
    private readonly uint _bucketsPerPage;
    private readonly uint _bucketsPerStep;
    private readonly uint _maxBuckets;

    /// <summary>
    /// One bucket is split or merged at a time. Who splits only tries it, and the maintainer, who merges, holds nothing else.
    /// </summary>
    private InnerLock _gate;

    /// <summary>
    /// Buckets that were made ready, a page of the system's at a time: a small store, which has few, takes memory for no others. Those of
    /// them that do not live are locked. Guarded by the gate, as is the next field.
    /// </summary>
    private uint _backedBuckets;

    /// <summary>Above the version of every bucket that was ever merged into another: with it one begins that comes back.</summary>
    private ulong _firstVersion;

    private int _merges;
    private volatile bool _isShrinkingOver;
    private IndexShape _shape;
    private PaddedCount _items;

    public HashIndex(PagePool pool)
    {
        PoolGeometry geometry = pool.Geometry;
        _pool = pool;
        _bucketBase = pool.BucketBase;
        _lineBase = pool.LineBase;
        _lines = new OverflowLines(pool, this);
        _splitter = new BucketSplitter(this);
        _merger = new BucketMerger(this);
        _bucketsPerPage = (uint)(geometry.PageSize / PoolGeometry.LineSize);
        _bucketsPerStep = Math.Min(_bucketsPerPage, (uint)(Environment.SystemPageSize / PoolGeometry.LineSize));
        _maxBuckets = (uint)Math.Min(geometry.BucketBytes / PoolGeometry.LineSize, uint.MaxValue / 2);
        if (!pool.TryChargePage(geometry.BucketOffset))
        {
            throw new InsufficientMemoryException("The system has no memory for the first page of the cache's index.");
        }

        _backedBuckets = _bucketsPerStep;
        _shape = new IndexShape(_backedBuckets);
    }

    public IndexShape Shape
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
        get => new(Volatile.Read(ref Unsafe.As<IndexShape, ulong>(ref _shape)));
    }

    /// <summary>Items that the index was told of; each thread holds back a few.</summary>
    public long CountedItems => Volatile.Read(ref _items.Value);

    /// <summary>The overflow lines, for those who give them back, and for a check of the whole store.</summary>
    public OverflowLines Lines => _lines;

    /// <summary>Buckets that have memory, for a check of the whole store.</summary>
    public uint BackedBuckets => _backedBuckets;

    /// <summary>True if one more bucket is due.</summary>
    public bool WantsToGrow => Volatile.Read(ref _items.Value) > Shape.Buckets * Load && Shape.Buckets < _maxBuckets;

    /// <summary>True if a bucket is too many for the items that there are.</summary>
    public bool HasSurplusBucket => CountedItems < (Shape.Buckets - 1) * LoadAfterMerges && CanShrink;

    /// <summary>How many buckets were ever merged. Whoever walks the buckets can tell by it that items may have moved behind it.</summary>
    public int Merges => Volatile.Read(ref _merges);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
    public HashBucket Bucket(uint number) => new(_bucketBase, number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
    public HashBucket BucketOf(ulong hash) => Bucket(Shape.BucketOf(hash));

    /// <summary>An overflow line; a number that no line has, read from a chain in change, gives the first one.</summary>
    public HashBucket Line(uint number) => new(_lineBase, number < _lines.Count ? number : 0);

    /// <summary>Waits for the lock of the bucket that a hash belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write; a copied struct stalls it
    public void Enter(ulong hash, out LockedBucket locked)
    {
        if (!TryEnter(hash, out locked))
        {
            EnterSlowly(hash, out locked);
        }
    }

    /// <summary>Takes the lock of the bucket that a hash belongs to, if it is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write; a copied struct stalls it
    public bool TryEnter(ulong hash, out LockedBucket locked)
    {
        uint number = Shape.BucketOf(hash);
        HashBucket bucket = Bucket(number);
        bool entered = bucket.TryEnter(out BucketWord before);
        locked = new LockedBucket(this, bucket, before);
        if (entered && Shape.BucketOf(hash) != number)
        {
            // Split between the look at the shape and the lock: the hash may belong to the new bucket now.
            locked.ExitUnchanged();
            return false;
        }

        return entered;
    }

    /// <summary>Waits for the lock of a bucket; false: there is none of this number any more.</summary>
    public bool TryEnterNumber(uint number, out LockedBucket locked)
    {
        HashBucket bucket = Bucket(number);
        var wait = default(BriefWait);
        while (number < Shape.Buckets)
        {
            if (!bucket.TryEnter(out BucketWord before))
            {
                wait.Pause();
                continue;
            }

            locked = new LockedBucket(this, bucket, before);
            if (number < Shape.Buckets)
            {
                return true;
            }

            locked.ExitUnchanged();
        }

        locked = default;
        return false;
    }

    /// <summary>Empties a bucket; what its slots named is lost.</summary>
    public void Empty(uint number)
    {
        if (TryEnterNumber(number, out LockedBucket locked))
        {
            locked.RemoveAll();
            locked.ExitChanged();
        }
    }

    /// <summary>Tells the index how many items were linked (or, negative, unlinked) since the last call.</summary>
    public void CountItems(int change) => Interlocked.Add(ref _items.Value, change);

    /// <summary>Splits buckets that are due, at most two; false: it needs a page that the pool does not have.</summary>
    public bool TryGrow()
    {
        for (int split = 0; split < SplitsAtOnce && WantsToGrow; split++)
        {
            if (!_splitter.TrySplitNext())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Merges a bucket if one is too many; false: none is, or it cannot be done now.</summary>
    public bool TryShrink() => HasSurplusBucket && _merger.TryMergeLast();

    /// <summary>Moves a bucket's overflow lines below a number; false: there are none to move to.</summary>
    public bool TryLowerLines(uint bucket, uint below) => _merger.TryLowerLines(bucket, below);

    /// <summary>From when this returns no bucket is merged any more, but for one that is underway.</summary>
    public void StopShrinking() => _isShrinkingOver = true;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSlowly(ulong hash, out LockedBucket locked)
    {
        var wait = default(BriefWait);
        while (!TryEnter(hash, out locked))
        {
            wait.Pause();
        }
    }

    internal bool TryTakeLine(out uint number) => _lines.TryTake(out number);

    internal void FreeLine(uint number) => _lines.Free(number);

    internal ref InnerLock Gate => ref _gate;

    /// <summary>The first page stays, whatever is in it.</summary>
    internal bool CanShrink => !_isShrinkingOver && Shape.Buckets > _bucketsPerPage;

    /// <summary>Counts a merge before its first store.</summary>
    internal void CountMerge() => Interlocked.Increment(ref _merges);

    /// <summary>Remembers the version of a bucket that does not live any more.</summary>
    internal void NoteVersion(ulong version) => _firstVersion = Math.Max(_firstVersion, version + 1);

    /// <summary>
    /// Makes sure that a bucket beyond the live ones has memory, and that it is locked. A split that then fails for want of a line
    /// is tried again, and must not be charged for the page twice.
    /// </summary>
    internal bool TryBackBucket(uint number)
    {
        if (number < _backedBuckets)
        {
            return true;
        }

        PoolGeometry geometry = _pool.Geometry;
        bool beginsPage = _backedBuckets % _bucketsPerPage == 0;
        if (beginsPage && !_pool.TryChargePage(geometry.BucketOffset + ((long)_backedBuckets * PoolGeometry.LineSize)))
        {
            return false;
        }

        uint first = _backedBuckets;
        _backedBuckets += _bucketsPerStep;
        for (uint bucket = first; bucket < _backedBuckets; bucket++)
        {
            Claim(Bucket(bucket));
        }

        return true;
    }

    /// <summary>Gives back the pages in which no bucket lives. All their buckets are locked, so nobody is inside.</summary>
    internal void ReturnPages()
    {
        while (LastPage() is var first && first >= Shape.Buckets)
        {
            _backedBuckets = first;
            _pool.DischargePage(_pool.Geometry.BucketOffset + ((long)_backedBuckets * PoolGeometry.LineSize));
        }
    }

    /// <summary>The first bucket of the last page that has any.</summary>
    private uint LastPage() => (_backedBuckets - 1) / _bucketsPerPage * _bucketsPerPage;

    /// <summary>Locks a bucket that is to live. A writer that still takes it for a living one is inside for a moment at most.</summary>
    private void Claim(HashBucket bucket)
    {
        var wait = default(BriefWait);
        while (!bucket.TryClaim(BucketWord.Of(_firstVersion)))
        {
            wait.Pause();
        }
    }

    /// <summary>Makes one more bucket live; what was written to it before is seen by whoever sees the new shape.</summary>
    internal void Publish(IndexShape shape) => Volatile.Write(ref Unsafe.As<IndexShape, ulong>(ref _shape), shape.Bits);
}
