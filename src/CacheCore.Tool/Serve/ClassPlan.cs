using CacheCore.Listener;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Serve;

/// <summary>The slab classes that clients are told of: memcached's options, and what it refuses of them. Pure.</summary>
internal static class ClassPlan
{
    private const int PageSize = 1 << 20;
    private const int SmallestStep = 8;
    private const int MostSizes = 62;

    /// <summary>The sizes of <c>slab_sizes</c>, such as 100-200-4000; whether they are in range is known when all options are.</summary>
    /// <exception cref="RefusedException">They are too many.</exception>
    public static IList<int> Sizes(string text)
    {
        int[] sizes = [.. text.Split('-', StringSplitOptions.RemoveEmptyEntries)
            .Select(static word => Numbers.TryInt(word, out int size) ? size : 0)];
        return sizes.Length <= MostSizes ? sizes : throw ServeOptionReader.Unusable("too many slab classes specified");
    }

    /// <summary>Sets the largest class, and checks the others against it.</summary>
    /// <exception cref="RefusedException">memcached would not start with them.</exception>
    public static void Check(ServeSettings settings)
    {
        MemcachedListenerOptions listener = settings.Listener;
        int largest = settings.LargestChunk ?? (settings.HasWholePages && listener.MaxItemSize <= PageSize ? PageSize : PageSize / 2);
        if (largest > listener.MaxItemSize)
        {
            throw ServeOptionReader.Unusable(
                $"slab_chunk_max (bytes: {largest}) cannot be larger than -I (item_size_max {listener.MaxItemSize})");
        }

        if (listener.MaxItemSize % largest != 0)
        {
            throw ServeOptionReader.Unusable(
                $"-I (item_size_max: {listener.MaxItemSize}) must be evenly divisible by slab_chunk_max (bytes: {largest})");
        }

        if (PageSize % largest != 0)
        {
            throw ServeOptionReader.Unusable($"slab_chunk_max (bytes: {largest}) must divide evenly into {PageSize} (slab_page_size)");
        }

        if (largest < listener.SmallestChunkSize)
        {
            throw ServeOptionReader.Unusable(
                $"slab_chunk_max (bytes: {largest}) cannot be smaller than -n and {ServeOptionReader.HeaderSize} "
                    + $"({listener.SmallestChunkSize})");
        }

        listener.LargestChunkSize = largest;
        CheckSizes(listener.ChunkSizes ?? [], listener.SmallestChunkSize - ServeOptionReader.HeaderSize, largest);
    }

    private static void CheckSizes(IList<int> sizes, int smallest, int largest)
    {
        int before = 0;
        foreach (int size in sizes)
        {
            if (size < smallest || size > largest)
            {
                throw ServeOptionReader.Unusable($"slab size {size} is out of valid range");
            }

            if (before > 0 && size <= before + SmallestStep)
            {
                throw ServeOptionReader.Unusable($"slab size {size} must be at least {SmallestStep} bytes larger than previous class");
            }

            before = size;
        }
    }
}
