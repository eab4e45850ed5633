using System.Runtime.CompilerServices;
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
    private const int MostHits = 2;
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

    /// <summary>Hits since the eviction policy last looked at the item, as far as they are counted: 0 to 2.</summary>
    public int Hits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every get
        get => (int)(Bits & HitMask);
    }

    /// <summary>True until the marks tell all that they can; then a hit writes nothing.</summary>
    public bool WantsMark
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every get
        get => (Bits & (FetchedBit | MostHits)) != (FetchedBit | MostHits);
    }

    /// <summary>Hit once more.</summary>
    public Slot Marked => new((Bits | FetchedBit) + (Hits < MostHits ? 1UL : 0));

    /// <summary>A new value under the key, unread, with so many hits at least.</summary>
    public Slot Rewritten(int hits) => new((Bits & ~(FetchedBit | HitMask)) | (uint)Math.Max(Hits, hits));

    public Slot WithHits(int hits) => new((Bits & ~HitMask) | (uint)hits);

    public static ulong TagOf(ulong hash) => (hash >> TagHashShift) & TagMask;

    /// <summary>A bit of the item's hash that the tag holds.</summary>
    public bool HashBit(int bit) => ((Bits >> (bit - TagHashShift)) & 1) != 0;

    public Slot WithItem(ItemRef item) => new(((ulong)item.Value << 32) | (Bits & uint.MaxValue));
}
