using CacheCore.Memory;

namespace CacheCore.Store;

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
/// A large value fills whole pages; what is left over lies in the head chunk, and what does not fit there in a tail.
/// </summary>
internal readonly struct ItemLayout
{
    /// <summary>Bytes before the value's part in a tail chunk: as long as a header's, for the place byte.</summary>
    public const int TailHeader = 32;

    private const int LinkSize = sizeof(uint);

    private readonly int _fixedSize;

    private ItemLayout(int fixedSize, int valueLength)
    {
        _fixedSize = fixedSize;
        InlineLength = valueLength;
    }

    private ItemLayout(int fixedSize, int valueLength, int pageSize, int largestShared)
    {
        _fixedSize = fixedSize;
        IsLarge = true;
        Pages = valueLength / pageSize;
        int rest = valueLength % pageSize;
        int inline = Math.Clamp(largestShared - InlineOffset, 0, rest);
        if (rest - inline > largestShared - TailHeader)
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
            ? new ItemLayout(fixedSize, valueLength, pool.Geometry.PageSize, table.LargestShared)
            : new ItemLayout(fixedSize, valueLength);
    }

    /// <summary>True if an item of these lengths must be stored as a large value.</summary>
    public static bool MustBeLarge(int keyLength, int valueLength, ItemTraits traits, SlabClassTable table) =>
        (long)ItemHeader.Size + traits.ExtrasLength + keyLength + valueLength > table.LargestShared;

    /// <summary>The largest item whose links leave half of a head chunk's page to the key.</summary>
    public static long LargestItem(int pageSize) => (long)pageSize * pageSize / (2 * LinkSize);

    /// <summary>Bytes of the value in a page.</summary>
    public int PageLength(int page, int pageSize) => page == Pages - 1 && LastPageLength != 0 ? LastPageLength : pageSize;
}
