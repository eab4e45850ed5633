namespace CacheCore.Listener.Primitives;

/// <summary>
/// Sizes and slab classes as clients of memcached know them: its formula for the size of an item, its table of classes with default options. Our own items
/// are leaner and our classes finer, but tools compute with these.
/// </summary>
internal static class WireSizes
{
    public const int PageSize = 1 << 20;

    /// <summary>The largest chunk; larger items are counted in its class.</summary>
    public const int LargestChunk = PageSize / 2;

    /// <summary>Header, the zero behind the key, line end behind the value, CAS value.</summary>
    public const int Overhead = 48 + 1 + 2 + 8;

    private const int FlagsSize = 4;
    private const int SmallestChunk = 96;
    private const double GrowthFactor = 1.25;
    private const int Alignment = 8;

    private static readonly int[] Chunks = MakeChunks();
    private static readonly byte[] ClassOfUnits = MakeClasses();

    /// <summary>Classes are numbered from 1 to this.</summary>
    public static int ClassCount => Chunks.Length;

    /// <summary>Bytes of an item, all counted.</summary>
    public static long SizeOf(int keyLength, int valueLength, uint clientFlags) =>
        Overhead + (long)keyLength + valueLength + (clientFlags == 0 ? 0 : FlagsSize);

    /// <summary>The class of an item of a size.</summary>
    public static int ClassOf(long size) =>
        size > LargestChunk ? ClassCount : ClassOfUnits[(int)((size + Alignment - 1) / Alignment)];

    public static int ChunkSize(int slabClass) => Chunks[slabClass - 1];

    private static int[] MakeChunks()
    {
        List<int> chunks = [];
        for (double size = SmallestChunk; size < LargestChunk / GrowthFactor; size = chunks[^1] * GrowthFactor)
        {
            int whole = (int)size;
            chunks.Add((whole + Alignment - 1) / Alignment * Alignment);
        }

        return [.. chunks, LargestChunk];
    }

    private static byte[] MakeClasses()
    {
        byte[] classes = new byte[(LargestChunk / Alignment) + 1];
        int slabClass = 1;
        for (int unit = 0; unit < classes.Length; unit++)
        {
            if (unit * Alignment > Chunks[slabClass - 1])
            {
                slabClass++;
            }

            classes[unit] = (byte)slabClass;
        }

        return classes;
    }
}
