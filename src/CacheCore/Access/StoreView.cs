using CacheCore.Access.Figures;
using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Wiring;

namespace CacheCore.Access;

/// <summary>What a store is like inside, for those who tell of it: sizes, settings, and counts that have no public name.</summary>
internal sealed class StoreView(CacheStore store)
{
    /// <summary>Bytes of an item before its key, where it has nothing special.</summary>
    public const int ItemOverhead = ItemHeader.Size;

    private readonly StoreParts _parts = store.Parts;

    /// <summary>How it was set up.</summary>
    public SettingsView Settings { get; } = new(store.Parts);

    /// <summary>The chunks of its slab classes.</summary>
    public ChunkSizes Chunks { get; } = new(store.Parts.Memory.Slabs.Table);

    /// <summary>True once it was disposed of: nothing can be asked of it any more.</summary>
    public bool HasEnded => store.IsDisposed;

    public int PageSize => _parts.Memory.Pool.Geometry.PageSize;

    /// <summary>Pages that the store has memory for, and those of them that nobody uses.</summary>
    public (int Held, int Free) HeldPages => _parts.Memory.Pool.CountHeldPages();

    public uint Buckets => _parts.Memory.Index.Shape.Buckets;

    /// <summary>Items whose time was over when somebody asked for them.</summary>
    public long ExpiredWhenSought => _parts.Counters.Sum(StoreCounter.ExpiredWhenSought);

    /// <summary>Items that were written with a time that was over.</summary>
    public long WrittenExpired => _parts.Counters.Sum(StoreCounter.WrittenExpired);

    /// <summary>What is known of an item that left.</summary>
    public static ItemInfo InfoOf(ItemRemovedEventArgs removed) => removed.Info;

    /// <summary>What counts items by size classes of somebody's own, once it has begun.</summary>
    public ClassTally MakeTally(SizeClasses classes) => new(store, new SizeTally(classes));

    /// <summary>Has a journal kept of what upkeep does of its own accord.</summary>
    public void Open(UpkeepJournal journal) => _parts.Journals.Add(journal);

    public void Close(UpkeepJournal journal) => _parts.Journals.Remove(journal);
}
