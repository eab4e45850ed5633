using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>
/// Rescues an item from a page that is taken: moves it, or the tail of a large value, into another chunk of its class
/// while readers and writers go on. The caller brings the chunk, reserved before any lock is taken; it is given back
/// if the item has left meanwhile.
/// </summary>
internal sealed class ItemRescuer(StoreMemory memory, StoreGate gate, DeadlineHints deadlines, HeldValues held, ItemLinker linker)
{
    private readonly PagePool _pool = memory.Pool;

    /// <summary>
    /// Moves an item with its version, times, marks and place in the queue; false: it is gone, its time is over, or readers hold it.
    /// </summary>
    public bool TryMove(ItemRef item, ulong hash, long now, ItemRef room)
    {
        memory.Index.Enter(hash, out LockedBucket locked);
        ref ItemHeader header = ref _pool.View(item).Header;
        if (!locked.TryFind(item, out SlotRef slot) || header.Times.IsOver(now) || held.IsHeld(item))
        {
            locked.ExitUnchanged();
            Release(room);
            return false;
        }

        long deadline = header.Times.Deadline;
        Copy(item, in header, room);
        linker.Move(slot, room);
        locked.ExitChanged();
        deadlines.Note(room, deadline);
        Release(item);
        return true;
    }

    /// <summary>Moves the tail of a large value; false: the value is gone, has another tail, or is held by readers.</summary>
    public bool TryMoveTail(ItemRef tail, ItemRef owner, ulong hash, ItemRef room)
    {
        memory.Index.Enter(hash, out LockedBucket locked);
        ItemView head = _pool.View(owner);
        ItemLayout layout = default;
        bool isOwner = locked.TryFind(owner, out _) && head.Header.Traits.Large && !held.IsHeld(owner);
        if (isOwner)
        {
            layout = linker.LayoutOf(in head.Header);
        }

        if (layout.TailLength == 0 || head.ReadLink(layout.TailLinkOffset) != tail.Value)
        {
            locked.ExitUnchanged();
            Release(room);
            return false;
        }

        ItemView copy = _pool.View(room);
        _pool.View(tail).Bytes(ItemLayout.TailHeader, layout.TailLength).CopyTo(copy.Bytes(ItemLayout.TailHeader, layout.TailLength));
        copy.TailOwner = owner.Value;
        copy.Header.Place = new ItemPlace(ChunkState.Tail);

        // The link is a part of the linked head, and not aligned: a reader must not take half of it for a whole one.
        locked.MarkDirty();
        head.WriteLink(layout.TailLinkOffset, room.Value);
        memory.NoteLargeValueMove();
        locked.ExitChanged();
        Release(tail);
        return true;
    }

    /// <summary>Copies what the bucket's lock guards. Links and place are the queue's, which gives the copy its own.</summary>
    private void Copy(ItemRef item, in ItemHeader header, ItemRef room)
    {
        ItemView from = _pool.View(item);
        ItemView to = _pool.View(room);
        ItemLayout layout = linker.LayoutOf(in header);
        const int Fields = ItemHeader.PlaceOffset - ItemHeader.IdentityOffset;
        from.Bytes(ItemHeader.IdentityOffset, Fields).CopyTo(to.Bytes(ItemHeader.IdentityOffset, Fields));
        int rest = layout.HeadSize - ItemHeader.Size;
        from.Bytes(ItemHeader.Size, rest).CopyTo(to.Bytes(ItemHeader.Size, rest));
        if (layout.IsLarge)
        {
            memory.NoteLargeValueMove();
        }

        if (layout.TailLength != 0)
        {
            _pool.View(new ItemRef(from.ReadLink(layout.TailLinkOffset))).TailOwner = room.Value;
        }
    }

    /// <summary>Gives back a chunk as such: of a large value's head, the parts belong to its copy.</summary>
    private void Release(ItemRef chunk)
    {
        if (!gate.IsClosed)
        {
            memory.Slabs.Free(chunk);
        }
    }
}
