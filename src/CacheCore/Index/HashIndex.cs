using System.Runtime.CompilerServices;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Index;

/// <summary>
/// The lock-striped hash table: an array of 64-byte buckets in an address range reserved for the largest case, growing
/// bucket by bucket while readers and writers go on. Says "no" when it lacks a page; the store then finds one.
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

    /// <summary>Splits that one call does at most, so that no writer pays for a backlog.</summary>
    private const int SplitsAtOnce = 2;

    private readonly PagePool _pool;
    private readonly nint _bucketBase;
    private readonly nint _lineBase;
    private readonly OverflowLines _lines;
    private readonly BucketSplitter _splitter;
    private readonly uint _maxBuckets;

    /// <summary>Buckets that have memory; guarded by the splitter's lock.</summary>
    private uint _backedBuckets;

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
        _maxBuckets = (uint)Math.Min(geometry.BucketBytes / PoolGeometry.LineSize, uint.MaxValue / 2);
        if (!pool.TryChargePage(geometry.BucketOffset))
        {
            throw new InsufficientMemoryException("The system has no memory for the first page of the cache's index.");
        }

        _backedBuckets = (uint)(geometry.PageSize / PoolGeometry.LineSize);
        _shape = new IndexShape(_backedBuckets);
    }

    public IndexShape Shape
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
        get => new(Volatile.Read(ref Unsafe.As<IndexShape, ulong>(ref _shape)));
    }

    /// <summary>Items that the index was told of; each thread holds back a few.</summary>
    public long CountedItems => Volatile.Read(ref _items.Value);

    /// <summary>The overflow lines, for a check of the whole store.</summary>
    public OverflowLines Lines => _lines;

    /// <summary>True if one more bucket is due.</summary>
    public bool WantsToGrow => Volatile.Read(ref _items.Value) > Shape.Buckets * Load && Shape.Buckets < _maxBuckets;

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

    /// <summary>Waits for the lock of a bucket.</summary>
    public void EnterNumber(uint number, out LockedBucket locked)
    {
        HashBucket bucket = Bucket(number);
        var spinner = new SpinWait();
        BucketWord before;
        while (!bucket.TryEnter(out before))
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        locked = new LockedBucket(this, bucket, before);
    }

    /// <summary>Empties a bucket; what its slots named is lost.</summary>
    public void Empty(uint number)
    {
        EnterNumber(number, out LockedBucket locked);
        locked.RemoveAll();
        locked.ExitChanged();
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSlowly(ulong hash, out LockedBucket locked)
    {
        var spinner = new SpinWait();
        while (!TryEnter(hash, out locked))
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    internal bool TryTakeLine(out uint number) => _lines.TryTake(out number);

    internal void FreeLine(uint number) => _lines.Free(number);

    /// <summary>
    /// Makes sure that a bucket beyond the live ones has memory. A split that then fails for want of a line is tried again,
    /// and must not be charged for the page twice.
    /// </summary>
    internal bool TryBackBucket(uint number)
    {
        if (number < _backedBuckets)
        {
            return true;
        }

        PoolGeometry geometry = _pool.Geometry;
        if (!_pool.TryChargePage(geometry.BucketOffset + ((long)_backedBuckets * PoolGeometry.LineSize)))
        {
            return false;
        }

        _backedBuckets += (uint)(geometry.PageSize / PoolGeometry.LineSize);
        return true;
    }

    /// <summary>Makes one more bucket live; what was written to it before is seen by whoever sees the new shape.</summary>
    internal void Publish(IndexShape shape) => Volatile.Write(ref Unsafe.As<IndexShape, ulong>(ref _shape), shape.Bits);
}
