using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>Writes down for the listeners of a store, if it has any, who left.</summary>
internal sealed class RemovalNotifier(PagePool pool, CounterSet counters, RemovalNotices notices, Doorbell bell)
{
    /// <summary>
    /// Tells that an item left, which its caller still holds. A notice for which the queue has no room, or the process no memory, is
    /// counted as dropped.
    /// </summary>
    public void Notify(ItemRef item, RemovalReason reason, bool wasRead, long now)
    {
        if (notices.HasListeners && !TryPost(item, reason, wasRead, now))
        {
            counters.Mine.Add(StoreCounter.NoticesDropped);
        }
    }

    private bool TryPost(ItemRef item, RemovalReason reason, bool wasRead, long now)
    {
        int keyLength = pool.View(item).Header.Identity.KeyLength;
        if (!notices.TryTakeRoom(keyLength))
        {
            return false;
        }

        try
        {
            notices.Post(NoticeOf(item, reason, wasRead, now));
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadInterruptedException)
        {
            notices.ReturnRoom(keyLength);
            if (failure is ThreadInterruptedException)
            {
                Thread.CurrentThread.Interrupt(); // it is the caller's, at its own next wait
            }

            return false;
        }

        notices.CallIfHalfFull();
        bell.Ring();
        return true;
    }

    private ItemRemovedEventArgs NoticeOf(ItemRef item, RemovalReason reason, bool wasRead, long now)
    {
        ItemView view = pool.View(item);
        ItemHeader header = view.Header;
        return new ItemRemovedEventArgs(view.Key.ToArray(), reason)
        {
            Info = new ItemInfo
            {
                ValueLength = header.ValueLength,
                Flags = new ItemExtras(view, header.Traits).Flags,
                TimeToLive = header.Times.HasDeadline ? TimeSpan.FromMilliseconds(Math.Max(0, header.Times.Deadline - now)) : null,
                Idle = TimeSpan.FromSeconds(header.Times.IdleSeconds(now / 1000)),
                WasRead = wasRead,
            },
        };
    }
}
