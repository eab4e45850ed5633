using CacheCore.Memory;

namespace CacheCore.Items;

/// <summary>
/// Where the parts of an item lie. Pure: the same key length, value length and traits give the same layout, so that
/// nothing of it has to be stored.
/// <code>
/// small    | header | extras | key | value |                                   one chunk
///
/// large    | header | extras | key | page 1 … page n | tail | inline part |     the head chunk
///                                     │            │     └── | owner … | rest |   a chunk of any class
///                                     └── whole pages of the value, in order
/// </code>
/// A large value fills whole pages; what is left over lies in the head chunk, and what does not fit there, or would waste
/// much of it, in a tail.
/// </summary>
internal readonly struct ItemLayout
{
    /// <summary>Bytes before the value's part in a tail chunk: as long as a header's, for the place byte.</summary>
    public const int TailHeader = 32;

    private const int LinkSize = sizeof(uint);

    /// <summary>A tail is one more chunk to copy and to move, so it has to save an eighth.</summary>
    private const double WorthSplitting = 7.0 / 8;

    /// <summary>Smaller items stay in one chunk: two chunks to copy and to move are not worth a few hundred bytes.</summary>
    private const int SmallestInParts = 1024;

    /// <summary>
    /// Classes that a head may have where it is not the one that it fits: below, they lie so close that nothing is saved.
    /// </summary>
    private const int SplitsTried = 8;

    private readonly int _fixedSize;

    private ItemLayout(int fixedSize, int valueLength)
    {
        _fixedSize = fixedSize;
        InlineLength = valueLength;
    }

    private ItemLayout(int fixedSize, int valueLength, int pageSize, SlabClassTable table)
    {
        _fixedSize = fixedSize;
        IsLarge = true;
        Pages = valueLength / pageSize;
        int rest = valueLength % pageSize;
        int inline = InlineOf(InlineOffset, rest, table);
        if (rest - inline > table.LargestShared - TailHeader)
        {
            Pages++;
            LastPageLength = rest;
            rest = 0;
            inline = 0;
        }

        InlineLength = inline;
        TailLength = rest - inline;
    }

    public bool IsLarge { get; }

    /// <summary>Pages that hold nothing but the value.</summary>
    public int Pages { get; }

    /// <summary>False for what lies in chunks alone: a small item, or a large value of less than a page.</summary>
    public bool HasPages => Pages > 0;

    /// <summary>Bytes of the value in the last page where that is not full, else 0.</summary>
    public int LastPageLength { get; }

    /// <summary>Bytes of the value in the head chunk.</summary>
    public int InlineLength { get; }

    /// <summary>Bytes of the value in the tail chunk, 0 = there is none.</summary>
    public int TailLength { get; }

    /// <summary>Offset of the page numbers in the head chunk; behind the last one follows the tail's handle.</summary>
    public int LinksOffset => _fixedSize;

    public int TailLinkOffset => _fixedSize + (Pages * LinkSize);

    public int InlineOffset => IsLarge ? TailLinkOffset + LinkSize : _fixedSize;

    /// <summary>Bytes that the (head) chunk must hold.</summary>
    public int HeadSize => InlineOffset + InlineLength;

    public static ItemLayout Of(int keyLength, int valueLength, ItemTraits traits, PagePool pool, SlabClassTable table)
    {
        int fixedSize = ItemHeader.Size + traits.ExtrasLength + keyLength;
        return traits.Large
            ? new ItemLayout(fixedSize, valueLength, pool.Geometry.PageSize, table)
            : new ItemLayout(fixedSize, valueLength);
    }

    /// <summary>The layout of an item by its header.</summary>
    public static ItemLayout Of(in ItemHeader header, PagePool pool, SlabClassTable table) =>
        Of(header.Identity.KeyLength, header.ValueLength, header.Traits, pool, table);

    /// <summary>As <see cref="HasPages"/>, of a header that was read with no lock and may be anything.</summary>
    public static bool MayHavePages(in ItemHeader header, PagePool pool, SlabClassTable table) =>
        (uint)header.ValueLength >= (uint)pool.Geometry.PageSize || Of(in header, pool, table).HasPages;

    /// <summary>True if an item of these lengths must be stored as a large value.</summary>
    public static bool MustBeLarge(int keyLength, int valueLength, ItemTraits traits, SlabClassTable table) =>
        (long)ItemHeader.Size + traits.ExtrasLength + keyLength + valueLength > table.LargestShared;

    /// <summary>
    /// True if an item that would fit one chunk takes clearly less in two, as a large value without a page of its own: the largest classes
    /// are a half, a third, a quarter of a page, and what is a little more than one of them would waste most of the step to the next.
    /// </summary>
    public static bool IsBetterInParts(int keyLength, int valueLength, ItemTraits traits, PagePool pool, SlabClassTable table)
    {
        int fixedSize = ItemHeader.Size + traits.ExtrasLength + keyLength;
        int size = fixedSize + valueLength;
        return size > Math.Max(SmallestInParts, table.CloseUpTo)
            && new ItemLayout(fixedSize, valueLength, pool.Geometry.PageSize, table).TailLength > 0;
    }

    /// <summary>Bytes of the longest key that shares a page with header, extras and the links to such a value.</summary>
    public static int LongestKey(int valueLength, ItemTraits traits, PagePool pool, SlabClassTable table)
    {
        int pageSize = pool.Geometry.PageSize; // as a key's length: it leaves nothing of the value in the head, as the longest one does
        return (2 * pageSize) - Of(pageSize, valueLength, traits.AsLarge, pool, table).HeadSize;
    }

    /// <summary>The largest item whose links leave half of a head chunk's page to the key.</summary>
    public static long LargestItem(int pageSize) => (long)pageSize * pageSize / (2 * LinkSize);

    /// <summary>
    /// How much of what whole pages leave over goes to the head chunk: what fits, or as much as fills a smaller chunk where that and a
    /// tail take clearly less. The largest classes lie far apart, since few of their chunks fit a page.
    /// </summary>
    private static int InlineOf(int offset, int rest, SlabClassTable table)
    {
        int best = Math.Clamp(table.LargestShared - offset, 0, rest);
        double least = ChunksOf(offset, best, rest - best, table) * WorthSplitting;
        int largest = table.ClassOf(table.LargestShared);
        for (int slabClass = largest; slabClass >= 0 && slabClass > largest - SplitsTried; slabClass--)
        {
            int inline = table.ChunkSize(slabClass) - offset;
            if (inline > 0 && inline < rest && ChunksOf(offset, inline, rest - inline, table) is var chunks && chunks < least)
            {
                least = chunks;
                best = inline;
            }
        }

        return best;
    }

    /// <summary>Bytes of the chunks of head and tail. A tail that no shared chunk holds becomes one more page.</summary>
    private static int ChunksOf(int offset, int inline, int tail, SlabClassTable table)
    {
        int page = table.ChunkSize(table.Count - 1);
        if (tail == 0)
        {
            return ChunkOf(offset + inline);
        }

        return TailHeader + tail <= table.LargestShared
            ? ChunkOf(offset + inline) + ChunkOf(TailHeader + tail)
            : ChunkOf(offset + LinkSize) + page;

        int ChunkOf(int size) => table.ChunkSize(table.ClassOf(Math.Min(size, page)));
    }

    /// <summary>Bytes of the value in a page.</summary>
    public int PageLength(int page, int pageSize) => page == Pages - 1 && LastPageLength != 0 ? LastPageLength : pageSize;
}
