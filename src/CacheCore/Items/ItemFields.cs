using CacheCore.Access.Items;
using CacheCore.Memory;

namespace CacheCore.Items;

/// <summary>The fields of an item that is its holder's, or whose bucket is locked and, for writing, DIRTY.</summary>
internal static class ItemFields
{
    /// <summary>Writes deadline, time of access and, where the item has room for them, window and last deadline.</summary>
    public static void WriteTimes(ItemView view, ItemLifetime lifetime, long nowSeconds)
    {
        ref ItemHeader header = ref view.Header;
        header.Times = new ItemTimes(lifetime.Deadline, nowSeconds);
        if (header.Traits.Sliding)
        {
            view.WideExtra(0) = (ulong)lifetime.Window;
        }

        if (header.Traits.LastDeadline)
        {
            view.LastDeadline(header.Traits) = (ulong)lifetime.LastDeadline;
        }
    }

    /// <summary>Deadline, window and last deadline.</summary>
    public static ItemLifetime LifetimeOf(ItemView view)
    {
        ref ItemHeader header = ref view.Header;
        var extras = new ItemExtras(view, header.Traits);
        return new ItemLifetime(header.Times.Deadline, extras.Window, extras.LastDeadline);
    }

    /// <summary>Writes the header's fields of a value, and what follows the header.</summary>
    public static void Write(ItemView view, in WriteRequest request, ulong version)
    {
        ref ItemHeader header = ref view.Header;
        header.Identity = new ItemIdentity(version, request.Key.Length);
        header.ValueLength = (int)request.Value.Length;
        WriteTimes(view, request.Lifetime, request.NowSeconds);
        if (header.Traits.ClientFlags)
        {
            view.ClientFlags(header.Traits) = request.Flags;
        }

        if (header.Traits.OwnCas)
        {
            view.OwnCas(header.Traits) = request.OwnCas.GetValueOrDefault();
        }
    }
}
