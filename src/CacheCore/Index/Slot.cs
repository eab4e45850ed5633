using CacheCore.Memory;

namespace CacheCore.Index;

/// <summary>
/// One of a bucket's seven places for an item. All zero = empty.
/// <code>
/// 63        32 31       3     2        1 0
/// |  handle   |  tag 29  | fetched | hit count |
/// </code>
/// Readers change the hit bits by compare-and-swap of the whole slot, so that a mark never lands on a chunk that has
/// become another item. The tag holds hash bits 6 to 34: what a split of any bucket has to know.
/// </summary>
internal readonly record struct Slot(ulong Bits)
{
    public const ulong TagMask = 0xFFFF_FFF8;

    private const ulong FetchedBit = 4;
    private const ulong HitMask = 3;
    private const int TagHashShift = 3;

    public Slot(ItemRef item, ulong hash)
        : this(((ulong)item.Value << 32) | TagOf(hash))
    {
    }

    public static Slot Empty => default;

    public bool IsEmpty => Bits == 0;

    public ItemRef Item => new((uint)(Bits >> 32));

    /// <summary>The item was read since it was written.</summary>
    public bool WasFetched => (Bits & FetchedBit) != 0;

    /// <summary>The item was used again since the LRU last looked at it.</summary>
    public bool IsActive => (Bits & HitMask) != 0;

    /// <summary>True until the marks tell all that they can; then a hit writes nothing.</summary>
    public bool WantsMark => !WasFetched || !IsActive;

    /// <summary>memcached's two steps: the first hit fetches, a later one activates.</summary>
    public Slot Marked => new(WasFetched ? Bits | 1 : Bits | FetchedBit);

    /// <summary>Rewritten in place: unread, but recently used.</summary>
    public Slot Rewritten => new((Bits & ~(FetchedBit | HitMask)) | 1);

    public Slot Inactive => new(Bits & ~HitMask);

    public static ulong TagOf(ulong hash) => (hash >> TagHashShift) & TagMask;

    /// <summary>A bit of the item's hash that the tag holds.</summary>
    public bool HashBit(int bit) => ((Bits >> (bit - TagHashShift)) & 1) != 0;

    public Slot WithItem(ItemRef item) => new(((ulong)item.Value << 32) | (Bits & uint.MaxValue));
}
