namespace CacheCore.Memory;

/// <summary>The chunk sizes of the slab classes, and which class holds an item of a given size. Pure, immutable.</summary>
/// <remarks>
/// Sizes grow by a factor, as in memcached. Where few chunks fit a page, a size is widened until they fill it, since
/// the rest of the page could serve nobody. The last class is a whole page, for the few items whose key needs one.
/// </remarks>
internal sealed class SlabClassTable
{
    /// <summary>Classes a store can have at most; a byte names one.</summary>
    public const int MaxClasses = 250;

    private const double Close = 7.0 / 8;

    /// <summary>
    /// The one that was made last, and what for: stores of one process are mostly alike, and a table is a good part of what
    /// it takes to make one.
    /// </summary>
    private static Made? _last;

    private readonly int[] _chunkSizes;
    private readonly byte[] _classOfGranules;
    private readonly int _granuleShift;

    public SlabClassTable(int pageSize, int granule, double growthFactor, int smallestChunk)
        : this(pageSize, granule, Grown(pageSize, granule, growthFactor, smallestChunk))
    {
    }

    public SlabClassTable(int pageSize, int granule, IEnumerable<int> chunkSizes)
    {
        _granuleShift = int.Log2(granule);
        _chunkSizes = [.. chunkSizes
            .Select(size => Align(size, granule))
            .Where(size => size < pageSize)
            .Append(pageSize)
            .Distinct()
            .Order()
            .TakeLast(MaxClasses)];
        _classOfGranules = new byte[(pageSize >> _granuleShift) + 1];
        int slabClass = 0;
        for (int granules = 0; granules < _classOfGranules.Length; granules++)
        {
            if (granules << _granuleShift > _chunkSizes[slabClass])
            {
                slabClass++;
            }

            _classOfGranules[granules] = (byte)slabClass;
        }

        LargestShared = _chunkSizes.Length > 1 ? _chunkSizes[^2] : pageSize;
        int far = Enumerable.Range(1, _chunkSizes.Length - 1).FirstOrDefault(
            index => _chunkSizes[index - 1] < _chunkSizes[index] * Close, _chunkSizes.Length);
        CloseUpTo = _chunkSizes[far - 1];
    }

    /// <summary>As the constructor of the same parameters; stores that are alike share one.</summary>
    public static SlabClassTable Of(int pageSize, int granule, double growthFactor, int smallestChunk)
    {
        (int, int, double, int) parameters = (pageSize, granule, growthFactor, smallestChunk);
        Made? last = Volatile.Read(ref _last);
        if (last is null || last.Parameters != parameters)
        {
            last = new Made(parameters, new SlabClassTable(pageSize, granule, growthFactor, smallestChunk));
            Volatile.Write(ref _last, last);
        }

        return last.Table;
    }

    public int Count => _chunkSizes.Length;

    /// <summary>Up to this size each class has at least seven eighths of the next one's bytes.</summary>
    public int CloseUpTo { get; }

    /// <summary>The largest chunk that shares its page with others. Larger items become large values.</summary>
    public int LargestShared { get; }

    public int ChunkSize(int slabClass) => _chunkSizes[slabClass];

    /// <summary>The smallest class that holds a size, which must not exceed a page.</summary>
    public int ClassOf(int size) => _classOfGranules[(size + (1 << _granuleShift) - 1) >> _granuleShift];

    private static IEnumerable<int> Grown(int pageSize, int granule, double factor, int smallest)
    {
        double size = smallest;
        while (size <= pageSize / 2)
        {
            int aligned = Align((int)size, granule);
            int perPage = pageSize / aligned;
            int widened = pageSize / perPage / granule * granule;
            yield return widened;
            size = Math.Max(size * factor, widened + 1);
        }
    }

    private static int Align(int size, int granule) => (size + granule - 1) / granule * granule;

    private sealed record Made((int PageSize, int Granule, double GrowthFactor, int SmallestChunk) Parameters, SlabClassTable Table);
}
