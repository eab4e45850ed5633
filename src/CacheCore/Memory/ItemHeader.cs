using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CacheCore.Access.Values;
using CacheCore.Primitives;

namespace CacheCore.Memory;

/// <summary>
/// The 30 bytes before every item. What only some items need follows it, then the key, then the value, all in one chunk.
/// <code>
///  0 LruNext u32     4 LruPrevious u32                  LRU lock (in a free chunk: the next free one)
///  8 Identity u64    version 48 · key length 16         bucket lock
/// 16 Times u64       deadline ms 40 · last access s 24  bucket lock, one aligned store
/// 24 ValueLength i32                                    bucket lock
/// 28 Traits u8       what follows the header            bucket lock
/// 29 Place u8        segment or state 3 · linked 1 · shard 4  LRU lock while linked, its holder while reserved
/// 30 [sliding window u64] [last deadline u64] [own cas u64] [client flags u32]   key   value | link table and inline part
/// </code>
/// The slab class is known from the page. The hash is computed from the key when an item is evicted or moved.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct ItemHeader
{
    /// <summary>Bytes of the header; the chunk's later bytes begin here, unaligned on purpose.</summary>
    public const int Size = 30;

    public const int IdentityOffset = 8;
    public const int TimesOffset = 16;
    public const int ValueLengthOffset = 24;
    public const int TraitsOffset = 28;
    public const int PlaceOffset = 29;

    [FieldOffset(0)]
    public uint LruNext;

    [FieldOffset(4)]
    public uint LruPrevious;

    [FieldOffset(IdentityOffset)]
    public ItemIdentity Identity;

    [FieldOffset(TimesOffset)]
    public ItemTimes Times;

    [FieldOffset(ValueLengthOffset)]
    public int ValueLength;

    [FieldOffset(TraitsOffset)]
    public ItemTraits Traits;

    [FieldOffset(PlaceOffset)]
    public ItemPlace Place;

    public readonly int KeyOffset
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // part of every key comparison
        get => Traits == ItemTraits.None ? Size : Size + Traits.ExtrasLength;
    }

    public readonly int ValueOffset => KeyOffset + Identity.KeyLength;
}

/// <summary>An item's version and the length of its key, in one word.</summary>
internal readonly record struct ItemIdentity(ulong Bits)
{
    public ItemIdentity(ulong version, int keyLength)
        : this((version & VersionSource.Mask) | ((ulong)(uint)keyLength << VersionSource.Bits))
    {
    }

    public int KeyLength => (int)(Bits >> VersionSource.Bits);

    public ulong Version => Bits & VersionSource.Mask;
}

/// <summary>An item's deadline and its last access, in one word so that either changes by one aligned store.</summary>
internal readonly record struct ItemTimes(ulong Bits)
{
    /// <summary>The deadline of an item that has none. Later ones do not fit and mean the same.</summary>
    public const long Never = (1L << 40) - 1;

    private const int AccessBits = 24;
    private const uint AccessMask = (1u << AccessBits) - 1;

    /// <summary>How far a last access may lie ahead of a moment that was looked at before some lock was waited for.</summary>
    private const uint MostAheadSeconds = 600;

    public ItemTimes(long deadlineMilliseconds, long accessSeconds)
        : this(((ulong)Math.Clamp(deadlineMilliseconds, 0, Never) << AccessBits) | ((ulong)accessSeconds & AccessMask))
    {
    }

    public long Deadline => (long)(Bits >> AccessBits);

    public bool HasDeadline => Deadline != Never;

    /// <summary>True once the item's time is over; an item without a deadline has all of it.</summary>
    public bool IsOver(long nowMilliseconds) => HasDeadline && Deadline <= nowMilliseconds;

    public ItemTimes WithDeadline(long milliseconds) => new(milliseconds, (long)(Bits & AccessMask));

    public ItemTimes WithAccess(long seconds) => new(Deadline, seconds);

    /// <summary>
    /// Seconds since the last access. Seconds are kept modulo 194 days: an item idle for longer looks younger. One that was used after the
    /// asking verb looked at the clock is not idle.
    /// </summary>
    public long IdleSeconds(long nowSeconds) =>
        ((nowSeconds - (long)Bits) & AccessMask) is var idle and < AccessMask + 1 - MostAheadSeconds ? idle : 0;
}

/// <summary>What follows the header in items that need it, and the item's marks.</summary>
internal readonly record struct ItemTraits(byte Bits)
{
    private const byte SlidingBit = 1;
    private const byte LastDeadlineBit = 2;
    private const byte ClientFlagsBit = 4;
    private const byte LargeBit = 8;
    private const byte OwnCasBit = 16;
    private const byte AllMarks = (byte)(ItemMarks.Stale | ItemMarks.Awarded | ItemMarks.BinaryKey);

    public ItemTraits(bool sliding, bool lastDeadline, bool clientFlags, bool large, bool ownCas = false, ItemMarks marks = ItemMarks.None)
        : this((byte)((sliding ? SlidingBit : 0) | (lastDeadline ? LastDeadlineBit : 0)
            | (clientFlags ? ClientFlagsBit : 0) | (large ? LargeBit : 0) | (ownCas ? OwnCasBit : 0) | (byte)marks))
    {
    }

    public static ItemTraits None => default;

    /// <summary>A sliding window in milliseconds follows.</summary>
    public bool Sliding => (Bits & SlidingBit) != 0;

    /// <summary>The deadline that no renewal passes follows.</summary>
    public bool LastDeadline => (Bits & LastDeadlineBit) != 0;

    /// <summary>Client flags that are not 0 follow.</summary>
    public bool ClientFlags => (Bits & ClientFlagsBit) != 0;

    /// <summary>The value lies in pages of its own, the chunk holds the links to them.</summary>
    public bool Large => (Bits & LargeBit) != 0;

    /// <summary>A number that a client chose follows; on the wire it stands for the version.</summary>
    public bool OwnCas => (Bits & OwnCasBit) != 0;

    public ItemMarks Marks => (ItemMarks)(Bits & AllMarks);

    public ItemTraits AsLarge => new((byte)(Bits | LargeBit));

    public int ExtrasLength =>
        (Sliding ? sizeof(ulong) : 0) + (LastDeadline ? sizeof(ulong) : 0) + (OwnCas ? sizeof(ulong) : 0) + FlagsLength;

    private int FlagsLength => ClientFlags ? sizeof(uint) : 0;

    /// <summary>Where the client's own number lies behind the header.</summary>
    public int OwnCasOffset => ExtrasLength - FlagsLength - sizeof(ulong);

    public ItemTraits WithMarks(ItemMarks marks) => new((byte)((Bits & ~AllMarks) | (byte)marks));
}

/// <summary>Where a chunk is in its life.</summary>
internal enum ChunkState
{
    /// <summary>In its page's free list.</summary>
    Free,

    /// <summary>Somebody's who fills it or is about to free it: busy, come back.</summary>
    Reserved,

    /// <summary>An item that the index finds.</summary>
    Linked,

    /// <summary>The tail of a large value; its first 4 bytes name the item that owns it.</summary>
    Tail,
}

/// <summary>The segments of a slab class's LRU.</summary>
internal enum LruSegment
{
    Hot,
    Warm,
    Cold,
    Temporary,
    Pinned,
}

/// <summary>A chunk's state and, if it is linked, its segment and LRU shard, in one byte.</summary>
internal readonly record struct ItemPlace(byte Bits)
{
    private const int NumberMask = 7;
    private const int LinkedBit = 8;
    private const int ShardShift = 4;

    public ItemPlace(ChunkState state)
        : this((byte)state)
    {
    }

    /// <summary>The place of a linked item.</summary>
    public ItemPlace(LruSegment segment, int shard)
        : this((byte)((int)segment | LinkedBit | (shard << ShardShift)))
    {
    }

    public ChunkState State => (Bits & LinkedBit) != 0 ? ChunkState.Linked : (ChunkState)(Bits & NumberMask);

    /// <summary>Of a linked item only.</summary>
    public LruSegment Segment => (LruSegment)(Bits & NumberMask);

    public int Shard => Bits >> ShardShift;
}
