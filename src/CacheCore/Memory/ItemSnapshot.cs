using System.Runtime.CompilerServices;

namespace CacheCore.Memory;

/// <summary>An item's header fields as one look saw them; they count once the bucket's version was checked.</summary>
internal readonly struct ItemSnapshot
{
    public readonly ItemIdentity Identity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // part of every get
    public ItemSnapshot(ItemRef item, ItemView view)
    {
        ref ItemHeader header = ref view.Header;
        Item = item;
        Identity = header.Identity;
        Times = header.Times;
        ValueLength = header.ValueLength;
        Traits = header.Traits;
    }

    public ItemRef Item { get; }

    public ItemTimes Times { get; }

    public int ValueLength { get; }

    public ItemTraits Traits { get; }

    public int ValueOffset => ItemHeader.Size + Traits.ExtrasLength + Identity.KeyLength;
}

/// <summary>What follows the header of an item that has more than a header.</summary>
internal readonly struct ItemExtras
{
    public ItemExtras(ItemView view, ItemTraits traits)
    {
        Window = traits.Sliding ? (long)view.WideExtra(0) : 0;
        LastDeadline = traits.LastDeadline ? (long)view.LastDeadline(traits) : ItemTimes.Never;
        Flags = traits.ClientFlags ? view.ClientFlags(traits) : 0;
        OwnCas = traits.OwnCas ? view.OwnCas(traits) : 0;
    }

    public long Window { get; }

    public long LastDeadline { get; }

    public uint Flags { get; }

    /// <summary>The number that a client chose, where the traits say that there is one.</summary>
    public ulong OwnCas { get; }
}
