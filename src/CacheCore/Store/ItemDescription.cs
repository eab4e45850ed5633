using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>Turns what a read saw into what the public surface tells.</summary>
internal static class ItemDescription
{
    public static ItemInfo Of(StoreMemory memory, CoarseClock clock, in ItemSnapshot snapshot, ItemExtras extras, Slot slot)
    {
        long now = clock.NowMilliseconds;
        return new ItemInfo
        {
            ValueLength = snapshot.ValueLength,
            MemorySize = MemorySize(memory, in snapshot),
            Flags = extras.Flags,
            Version = snapshot.Identity.Version,
            TimeToLive = snapshot.Times.HasDeadline ? TimeSpan.FromMilliseconds(Math.Max(0, snapshot.Times.Deadline - now)) : null,
            SlidingExpiration = extras.Window != 0 ? TimeSpan.FromMilliseconds(extras.Window) : null,
            Idle = TimeSpan.FromSeconds(snapshot.Times.IdleSeconds(now / 1000)),
            WasRead = slot.WasFetched,
        };
    }

    private static long MemorySize(StoreMemory memory, in ItemSnapshot snapshot)
    {
        SlabClassTable table = memory.Slabs.Table;
        long head = memory.Slabs.ChunkSizeOf(snapshot.Item);
        if (!snapshot.Traits.Large)
        {
            return head;
        }

        ItemLayout layout = ItemLayout.Of(snapshot.Identity.KeyLength, snapshot.ValueLength, snapshot.Traits, memory.Pool, table);
        long tail = layout.TailLength == 0 ? 0 : table.ChunkSize(table.ClassOf(ItemLayout.TailHeader + layout.TailLength));
        return head + tail + ((long)layout.Pages * memory.Pool.Geometry.PageSize);
    }
}
