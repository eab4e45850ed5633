using CacheCore.Parts;
using CacheCore.Primitives;
using Microsoft.Extensions.Logging;

namespace CacheCore.Maintenance;

/// <summary>Hands waiting removal notices to the listeners. One that throws is logged and harms nobody else.</summary>
internal sealed class NoticeDispatcher(RemovalNotices notices, string cacheName, ILogger logger)
{
    public int Run(object sender, EventHandler<ItemRemovedEventArgs>? listeners)
    {
        int told = 0;
        while (notices.TryTake(out ItemRemovedEventArgs? notice))
        {
            told++;
            foreach (Delegate listener in listeners?.GetInvocationList() ?? [])
            {
                Tell((EventHandler<ItemRemovedEventArgs>)listener, sender, notice!);
            }
        }

        return told;
    }

    private void Tell(EventHandler<ItemRemovedEventArgs> listener, object sender, ItemRemovedEventArgs notice)
    {
        try
        {
            listener(sender, notice);
        }
#pragma warning disable CA1031 // A listener may throw anything, and the store must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.NoticeListenerFailed(exception, cacheName);
        }
    }
}
