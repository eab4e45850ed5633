using CacheCore.Access.Values;
using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Access.Items;

/// <summary>
/// What a read knows of an item before the value is copied: for replies that begin with it, and for verbs that depend on it.
/// </summary>
internal readonly struct ItemSight
{
    /// <summary>Of an item with nothing behind its header.</summary>
    public ItemSight(int valueLength, ulong version, ItemTimes times, Slot slot)
    {
        ValueLength = valueLength;
        Version = version;
        Cas = version;
        Times = times;
        WasRead = slot.WasFetched;
    }

    public ItemSight(in ItemSnapshot snapshot, ItemExtras extras, Slot slot)
        : this(snapshot.ValueLength, snapshot.Identity.Version, snapshot.Times, slot)
    {
        Traits = snapshot.Traits;
        Flags = extras.Flags;
        Cas = snapshot.Traits.OwnCas ? extras.OwnCas : Version;
    }

    /// <summary>Bytes of the value.</summary>
    public int ValueLength { get; }

    /// <summary>The store's own number for this state of the item; never comes again.</summary>
    public ulong Version { get; }

    /// <summary>What clients of memcached's protocols compare: the number that one of them chose, else the version.</summary>
    public ulong Cas { get; }

    public uint Flags { get; }

    public ItemTimes Times { get; }

    public ItemTraits Traits { get; }

    public ItemMarks Marks => Traits.Marks;

    /// <summary>When it ends, in the store's time; <see cref="ItemLifetime.Never"/>: it does not.</summary>
    public long Deadline => Times.Deadline;

    public bool HasDeadline => Times.HasDeadline;

    /// <summary>True if the item was read before since it was written.</summary>
    public bool WasRead { get; }

    /// <summary>Since it was last used.</summary>
    public long IdleSeconds(long nowMilliseconds) => Times.IdleSeconds(nowMilliseconds / 1000);

    /// <summary>What lies in a chunk under the bucket's lock.</summary>
    public static ItemSight Of(ItemView view, Slot slot)
    {
        var snapshot = new ItemSnapshot(slot.Item, view);
        return new ItemSight(in snapshot, new ItemExtras(view, snapshot.Traits), slot);
    }
}
