using System.Numerics;

namespace CacheCore.Memory;

/// <summary>
/// How a memory limit is cut: page size, handle granule, and the address ranges of items, index and policy data.
/// Pure arithmetic.
/// <code>
/// | items: the whole limit | overflow lines | buckets | frequencies | ghost |
/// 0     addresses are reserved for the largest case of each; memory is taken page by page and never above the limit
/// </code>
/// </summary>
internal sealed class PoolGeometry
{
    public const int LineSize = 64;
    public const int SmallestPage = 8 << 10;
    public const int LargestPage = 1 << 20;
    public const long SmallestLimit = 1L << 20;
    public const long LargestLimit = 256L << 30;

    /// <summary>Up to here the page size is a 4096th of the limit; it holds the longest key with room for its header.</summary>
    private const int UsualLargestPage = 128 << 10;

    private const int SmallestGranule = 8;

    /// <summary>An index of the smallest items takes less than a quarter of the limit, its overflow lines less than an eighth.</summary>
    private const int BucketShare = 4;
    private const int LineShare = 8;

    /// <summary>Addresses for the frequencies and the fingerprints of the smallest items.</summary>
    private const int SketchShare = 8;
    private const int GhostShare = 32;

    public PoolGeometry(long limit, int pageSize)
    {
        PageSize = pageSize != 0 ? pageSize : DefaultPageSize(limit);
        PageShift = BitOperations.Log2((uint)PageSize);
        PageLimit = (int)(limit >> PageShift);
        GranuleShift = GranuleShiftOf((long)(PageLimit + 1) << PageShift);
        ItemBytes = (long)PageLimit << PageShift;
        LineOffset = ItemBytes;
        LineBytes = WholePages(ItemBytes / LineShare);
        BucketOffset = LineOffset + LineBytes;
        BucketBytes = WholePages(ItemBytes / BucketShare);
        SketchOffset = BucketOffset + BucketBytes;
        SketchBytes = WholePages(ItemBytes / SketchShare);
        GhostOffset = SketchOffset + SketchBytes;
        GhostBytes = WholePages(ItemBytes / GhostShare);
    }

    public int PageSize { get; }

    public int PageShift { get; }

    /// <summary>Pages that items and index may hold together.</summary>
    public int PageLimit { get; }

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

    public static int DefaultPageSize(long limit)
    {
        long share = Math.Clamp(limit >> 12, SmallestPage, UsualLargestPage);
        long fewEnough = limit >> 18;
        return (int)Math.Min(BitOperations.RoundUpToPowerOf2((ulong)Math.Max(share, fewEnough)), LargestPage);
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
