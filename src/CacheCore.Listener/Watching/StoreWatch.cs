using CacheCore.Access;
using CacheCore.Listener.Primitives;
using CacheCore.Protocol.Administration;
using CacheCore.Server.Watch;

namespace CacheCore.Listener.Watching;

/// <summary>
/// Tells watchers what the store does: items that are evicted, and upkeep.
/// As long as nobody watches for it, the store is not asked to tell.
/// </summary>
internal sealed class StoreWatch
{
    private readonly CacheStore _store;
    private readonly StoreView _view;
    private readonly WireSizes _sizes;
    private readonly WatchHub _hub;
    private UpkeepWatch? _upkeep; // touched by one call at a time, as the hub promises
    private bool _tellsEvictions;

    public StoreWatch(CacheStore store, StoreView view, WireSizes sizes, WatchHub hub)
    {
        _store = store;
        _view = view;
        _sizes = sizes;
        _hub = hub;
        hub.WantedChanged += Follow;
    }

    private void Follow(WatchStreams wanted)
    {
        if ((wanted & WatchStreams.SystemEvents) != 0)
        {
            _upkeep ??= new UpkeepWatch(_view, _sizes, _hub); // first: there may be no memory for it
        }
        else
        {
            _upkeep?.Dispose();
            _upkeep = null;
        }

        bool wantsEvictions = (wanted & WatchStreams.Evictions) != 0;
        if (wantsEvictions && !_tellsEvictions)
        {
            _store.ItemRemoved += LogEvicted;
        }
        else if (_tellsEvictions && !wantsEvictions)
        {
            _store.ItemRemoved -= LogEvicted;
        }

        _tellsEvictions = wantsEvictions;
    }

    private void LogEvicted(object? sender, ItemRemovedEventArgs removed)
    {
        if (removed.Reason == RemovalReason.Evicted)
        {
            ItemInfo info = StoreView.InfoOf(removed);
            int slabClass = _sizes.ClassOf(removed.Key.Length, info.ValueLength, info.Flags);
            long ttl = info.TimeToLive is { } left ? (long)left.TotalSeconds : -1;
            string text = LogText.Evicted(removed.Key.Span, info.WasRead, ttl, (long)info.Idle.TotalSeconds, slabClass, info.ValueLength);
            _hub.Log(WatchStreams.Evictions, text);
        }
    }
}
