using CacheCore.Access;
using CacheCore.Access.Figures;
using CacheCore.Access.Items;

namespace CacheCore.Listener.Primitives;

/// <summary>
/// Sizes and slab classes as clients of memcached know them: its formula for the size of an item, the table of classes that it makes of its
/// options. Our own items are leaner and our classes finer, but tools compute with these.
/// </summary>
internal sealed class WireSizes
{
    public const int PageSize = 1 << 20;

    /// <summary>What memcached notes before the key of every item.</summary>
    public const int HeaderSize = 48;

    /// <summary>Classes are numbered from 1 to this at most.</summary>
    public const int MostClasses = 63;

    /// <summary>The zero behind the key, line end behind the value.</summary>
    private const int Ends = 1 + 2;

    /// <summary>Header of the store's items.</summary>
    private const int OwnOverhead = StoreView.ItemOverhead;

    private const int CasSize = 8;
    private const int FlagsSize = 4;
    private const int Alignment = SizeClasses.Unit;

    private readonly int[] _chunks;

    /// <summary>Makes the table of classes.</summary>
    /// <param name="options">Sizes that are in range.</param>
    public WireSizes(MemcachedListenerOptions options)
    {
        Overhead = HeaderSize + Ends + (options.UseCas ? CasSize : 0);
        _chunks = options.ChunkSizes is { Count: > 0 } sizes
            ? [.. sizes.Select(static size => Aligned(size)), options.LargestChunkSize]
            : MakeChunks(options.SmallestChunkSize, options.GrowthFactor, options.LargestChunkSize);
        Classes = new SizeClasses(Overhead, FlagsSize, _chunks);
    }

    /// <summary>The classes, for a store that counts by them.</summary>
    public SizeClasses Classes { get; }

    /// <summary>What an item takes beside key, value and flags.</summary>
    public int Overhead { get; }

    /// <summary>The largest chunk; larger items are counted in its class.</summary>
    public int LargestChunk => _chunks[^1];

    /// <summary>Classes are numbered from 1 to this.</summary>
    public int ClassCount => _chunks.Length;

    /// <summary>Bytes of an item, all counted.</summary>
    public long SizeOf(int keyLength, int valueLength, uint clientFlags) =>
        Overhead + (long)keyLength + valueLength + (clientFlags == 0 ? 0 : FlagsSize);

    /// <inheritdoc cref="SizeOf(int, int, uint)"/>
    public long SizeOf(ReadOnlySpan<byte> key, in ItemSight item) => SizeOf(key.Length, item.ValueLength, item.Flags);

    /// <summary>What memcached adds to an item and we do not.</summary>
    public int LeanBytes => Overhead - OwnOverhead;

    /// <summary>The class that a chunk of the store's is counted in if it is full.</summary>
    public int ClassOfOwn(int chunkSize) => ClassOf((long)chunkSize + LeanBytes);

    /// <summary>Pages of memcached's size, rounded up.</summary>
    public static long PagesOf(double bytes) => (long)Math.Ceiling(bytes / PageSize);

    /// <summary>The class of an item of a size.</summary>
    public int ClassOf(long size) => Classes.ClassOf(size);

    /// <summary>The class that clients take an item to be in.</summary>
    public int ClassOf(int keyLength, int valueLength, uint clientFlags) => ClassOf(SizeOf(keyLength, valueLength, clientFlags));

    /// <inheritdoc cref="ClassOf(int, int, uint)"/>
    public int ClassOf(ReadOnlySpan<byte> key, in ItemSight item) => ClassOf(SizeOf(key, in item));

    public int ChunkSize(int slabClass) => _chunks[slabClass - 1];

    private static int[] MakeChunks(int smallest, double growthFactor, int largest)
    {
        List<int> chunks = [];
        for (double size = smallest; size < largest / growthFactor && chunks.Count < MostClasses - 1; size = chunks[^1] * growthFactor)
        {
            chunks.Add(Aligned((int)size));
        }

        return [.. chunks, largest];
    }

    private static int Aligned(int size) => (size + Alignment - 1) / Alignment * Alignment;
}
