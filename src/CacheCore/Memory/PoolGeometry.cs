using System.Numerics;

namespace CacheCore.Memory;

/// <summary>
/// How a store's memory is cut: page size, handle granule, and the address ranges of items, index and policy data.
/// Pure arithmetic.
/// <code>
/// | items: the highest limit | overflow lines | buckets | frequencies | ghost |
/// 0     addresses are reserved for the largest case of each; memory is taken page by page and never above the limit
/// </code>
/// </summary>
internal sealed class PoolGeometry
{
    public const int LineSize = 64;

    /// <summary>Where the system's own pages are no larger.</summary>
    public const int UsualSmallestPage = 8 << 10;

    public const int LargestPage = 1 << 20;
    public const long SmallestLimit = 1L << 20;
    public const long LargestLimit = 256L << 30;

    /// <summary>Pages that a store can hold at most: each that is used takes some 37 bytes of tables.</summary>
    public const int MostPages = 1 << 20;

    /// <summary>Fewer could not serve a handful of slab classes.</summary>
    public const int FewestPages = 16;

    /// <summary>Up to here the page size is a 4096th of the limit; it holds the longest key with room for its header.</summary>
    private const int UsualLargestPage = 128 << 10;

    /// <summary>A limit may be raised to so many times what it was at first, if nothing else is said.</summary>
    private const int UsualHeadroom = 4;

    private const int SmallestGranule = 8;

    /// <summary>An index of the smallest items takes less than a quarter of the limit, its overflow lines less than an eighth.</summary>
    private const int BucketShare = 4;
    private const int LineShare = 8;

    /// <summary>Addresses for the frequencies and the fingerprints of the smallest items.</summary>
    private const int SketchShare = 8;
    private const int GhostShare = 32;

    private const int TableBytesPerPage = 48;
    private const int MostTables = 8;

    /// <summary>The smallest page of a store here: whole pages of the system, which alone it takes and gives back.</summary>
    public static readonly int SmallestPage = SmallestPageOn(Environment.SystemPageSize);

    /// <param name="limit">The limit at first, which the page size follows.</param>
    /// <param name="pageSize">A size to take instead; 0 = none.</param>
    /// <param name="highestLimit">
    /// What the limit may be raised to, which addresses and handles must reach; 0 = no more than at first.
    /// </param>
    public PoolGeometry(long limit, int pageSize, long highestLimit = 0)
    {
        long highest = Math.Max(limit, highestLimit);
        PageSize = pageSize != 0 ? pageSize : DefaultPageSize(limit, highest);
        PageShift = BitOperations.Log2((uint)PageSize);
        PageCount = (int)(highest >> PageShift);
        GranuleShift = GranuleShiftOf((long)PageCount << PageShift);

        // Pages count from 1. At each power of two, which is what people write, that one more would double the granule for all items; and
        // items never have all pages, for the index has some.
        PageCount -= GranuleShiftOf((long)(PageCount + 1) << PageShift) > GranuleShift ? 1 : 0;
        ItemBytes = (long)PageCount << PageShift;
        LineOffset = ItemBytes;
        LineBytes = WholePages(ItemBytes / LineShare);
        BucketOffset = LineOffset + LineBytes;
        BucketBytes = WholePages(ItemBytes / BucketShare);
        SketchOffset = BucketOffset + BucketBytes;
        SketchBytes = WholePages(ItemBytes / SketchShare);
        GhostOffset = SketchOffset + SketchBytes;
        GhostBytes = WholePages(ItemBytes / GhostShare);
        TableBytes = WholePages((PageCount + 1L) * TableBytesPerPage) + ((long)MostTables * PageSize);
    }

    public int PageSize { get; }

    public int PageShift { get; }

    /// <summary>Pages of items that there are addresses for.</summary>
    public int PageCount { get; }

    /// <summary>A handle counts granules of 1 &lt;&lt; this many bytes: 8 bytes reach 32 GiB, each doubling doubles that.</summary>
    public int GranuleShift { get; }

    public int Granule => 1 << GranuleShift;

    public long ItemBytes { get; }

    public long LineOffset { get; }

    public long LineBytes { get; }

    public long BucketOffset { get; }

    public long BucketBytes { get; }

    public long SketchOffset { get; }

    public long SketchBytes { get; }

    public long GhostOffset { get; }

    public long GhostBytes { get; }

    public long TotalBytes => GhostOffset + GhostBytes;

    /// <summary>Of a range apart, for what is known of each page: tables that begin with a page of the system each.</summary>
    public long TableBytes { get; }

    public static int SmallestPageOn(int systemPageSize) => Math.Max(UsualSmallestPage, systemPageSize);

    public static int DefaultPageSize(long limit, long highestLimit) => DefaultPageSize(limit, highestLimit, SmallestPage);

    /// <param name="limit">The limit at first.</param>
    /// <param name="highestLimit">What it may be raised to.</param>
    /// <param name="smallestPage"><see cref="SmallestPage"/>, or that of another system.</param>
    public static int DefaultPageSize(long limit, long highestLimit, int smallestPage)
    {
        long share = Math.Clamp(limit >> 12, smallestPage, Math.Max(smallestPage, UsualLargestPage));
        long fewEnough = Math.Max(limit >> 18, highestLimit / MostPages);
        return (int)Math.Min(BitOperations.RoundUpToPowerOf2((ulong)Math.Max(share, fewEnough)), LargestPage);
    }

    /// <summary>
    /// What a limit may be raised to if nothing else is said: four times as much, but not so far that handles would need a coarser
    /// granule, which costs memory in every item.
    /// </summary>
    public static long UsualHighestLimit(long limit, int pageSize)
    {
        long page = pageSize != 0 ? pageSize : DefaultPageSize(limit, limit);
        long reach = 1L << (32 + GranuleShiftOf(limit));
        return Math.Max(limit, Math.Min(Math.Min(UsualHeadroom * limit, LargestLimit), Math.Min(reach, page * MostPages)));
    }

    private static int GranuleShiftOf(long reach)
    {
        int shift = BitOperations.Log2(SmallestGranule);
        while (reach > 1L << (32 + shift))
        {
            shift++;
        }

        return shift;
    }

    private long WholePages(long bytes) => Math.Max(PageSize, (bytes + PageSize - 1) & ~(long)(PageSize - 1));
}
