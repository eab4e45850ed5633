using CacheCore.Access.Figures;
using CacheCore.Access.Values;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Eviction;

/// <summary>
/// Counts a store's items, and what becomes of them, by size classes that are not the store's own. Each queue set tells under its lock,
/// so that an item is counted as gone in the class and segment that it was counted in when it came; a thread counts in memory of its
/// own, and sums are exact.
/// </summary>
/// <remarks>
/// The class of an item changes while it is linked where its value is overwritten in place by one of another length: see
/// <see cref="LruTable.Resize"/>. A store that nobody tallies pays a look at an empty array.
/// </remarks>
internal sealed class SizeTally(SizeClasses classes)
{
    private readonly CounterSet _counts = new((classes.Count + 1) * PerClass);

    /// <summary>What threads count that have no memory of their own for it, under a lock under which none may be made.</summary>
    private readonly long[] _others = new long[(classes.Count + 1) * PerClass];

    public SizeClasses Classes { get; } = classes;

    /// <summary>
    /// A sum since the tally began; of what <see cref="TallyFigure.LargeBytes"/> and the figures before it count, what is there.
    /// </summary>
    public long this[int sizeClass, TallyFigure figure] =>
        _counts.Sum(Number(sizeClass, figure)) + Volatile.Read(ref _others[Number(sizeClass, figure)]);

    private static int PerClass => (int)TallyFigure.Examined + 1;

    /// <summary>Makes the thread's counts, which allocates the first time, before a lock is taken under which nothing may.</summary>
    public void PrepareThread() => _ = _counts.Mine;

    /// <summary>An item is in a segment from now on, or (-1) is no longer.</summary>
    public void Count(in ItemHeader header, LruSegment segment, int change)
    {
        int sizeClass = Classes.ClassOf(in header);
        Add(sizeClass, TallyFigure.Hot + (int)segment, change);
        Add(sizeClass, TallyFigure.Bytes, change * BytesOf(in header, header.ValueLength));
        if (header.Traits.Large)
        {
            Add(sizeClass, TallyFigure.LargeBytes, change * BytesOf(in header, header.ValueLength));
        }
    }

    /// <summary>Counts no bytes: the item's bucket is not held, so its length may change meanwhile.</summary>
    public void CountMove(in ItemHeader header, LruSegment from, LruSegment to)
    {
        int sizeClass = Classes.ClassOf(in header);
        Add(sizeClass, TallyFigure.Hot + (int)from, -1);
        Add(sizeClass, TallyFigure.Hot + (int)to);
        Add(sizeClass, TallyFigure.MovedToHot + (int)to);
    }

    public void CountEviction(in ItemHeader header, bool wasRead)
    {
        int sizeClass = Classes.ClassOf(in header);
        Add(sizeClass, TallyFigure.Evictions);
        Add(sizeClass, TallyFigure.EvictedUnread, wasRead ? 0 : 1);
        Add(sizeClass, TallyFigure.EvictedBeforeDeadline, header.Times.HasDeadline ? 1 : 0);
    }

    public void CountExpiration(in ItemHeader header, bool wasRead, ExpiryFinder finder)
    {
        int sizeClass = Classes.ClassOf(in header);
        Add(sizeClass, TallyFigure.ExpiredUnread, wasRead ? 0 : 1);
        Add(sizeClass, TallyFigure.Reclaimed, finder is ExpiryFinder.Memory or ExpiryFinder.Successor or ExpiryFinder.Deadline ? 1 : 0);
        Add(sizeClass, TallyFigure.Crawled, finder == ExpiryFinder.Crawl ? 1 : 0);
    }

    /// <summary>
    /// Counts an item that the crawler looks at. Reads it without a lock: it may be counted in the class that it was in, or will be.
    /// </summary>
    public void CountExamined(in ItemHeader header) => Add(Classes.ClassOf(in header), TallyFigure.Examined);

    /// <summary>Counts a linked item, of a segment, whose value gets another length.</summary>
    public void Resize(in ItemHeader header, LruSegment segment, int valueLength)
    {
        int before = Classes.ClassOf(in header);
        int after = Classes.ClassOf(in header, valueLength);
        Add(before, TallyFigure.Hot + (int)segment, -1);
        Add(after, TallyFigure.Hot + (int)segment);
        Add(before, TallyFigure.Bytes, -BytesOf(in header, header.ValueLength));
        Add(after, TallyFigure.Bytes, BytesOf(in header, valueLength));
    }

    /// <summary>True if a change of length leaves the item in its class, so that only its bytes are to be counted.</summary>
    public bool StaysInClass(in ItemHeader header, int valueLength) =>
        Classes.ClassOf(in header) == Classes.ClassOf(in header, valueLength);

    /// <summary>Counts a change of length that leaves the item in its class.</summary>
    public void ResizeWithinClass(in ItemHeader header, int valueLength) =>
        Add(Classes.ClassOf(in header), TallyFigure.Bytes, valueLength - header.ValueLength);

    private static long BytesOf(in ItemHeader header, int valueLength) => header.Identity.KeyLength + (long)valueLength;

    private static int Number(int sizeClass, TallyFigure figure) => (sizeClass * PerClass) + (int)figure;

    private void Add(int sizeClass, TallyFigure figure, long amount = 1)
    {
        if (_counts.MineIfAny is { } mine)
        {
            mine.Add(Number(sizeClass, figure), amount);
        }
        else
        {
            Interlocked.Add(ref _others[Number(sizeClass, figure)], amount);
        }
    }
}
