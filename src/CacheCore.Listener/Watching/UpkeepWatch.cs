using CacheCore.Access;
using CacheCore.Access.Figures;
using CacheCore.Listener.Primitives;
using CacheCore.Protocol.Administration;
using CacheCore.Server.Watch;

namespace CacheCore.Listener.Watching;

/// <summary>
/// Tells watchers what the store does of its own accord: pages that move, crawls that end. As long as it lives the store keeps a journal,
/// into which this looks a few times a second; what the journal has no room for until then the watchers miss.
/// </summary>
internal sealed class UpkeepWatch : IDisposable
{
    /// <summary>More pages than can be emptied between two looks, as a rule.</summary>
    private const int Capacity = 4096;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly StoreView _store;
    private readonly WireSizes _sizes;
    private readonly WatchHub _hub;
    private readonly UpkeepJournal _journal;
    private readonly Timer _timer;
    private int _isTelling;

    /// <summary>Begins to tell.</summary>
    /// <param name="store">Whose upkeep it is.</param>
    /// <param name="sizes">The classes that clients know.</param>
    /// <param name="hub">Those who watch.</param>
    public UpkeepWatch(StoreView store, WireSizes sizes, WatchHub hub)
    {
        _store = store;
        _sizes = sizes;
        _hub = hub;
        _journal = new UpkeepJournal(sizes.Classes, Capacity);
        _timer = new Timer(static watch => ((UpkeepWatch)watch!).Look(), this, Interval, Interval);
        store.Open(_journal);
    }

    /// <summary>Tells no more; what waits goes with those who would have heard it.</summary>
    public void Dispose()
    {
        _store.Close(_journal);
        _timer.Dispose();
    }

    /// <summary>Tells what the journal holds by now; throws nothing.</summary>
    internal void Look()
    {
        if (Interlocked.Exchange(ref _isTelling, 1) != 0)
        {
            return; // the last look takes long
        }

        try
        {
            Tell();
        }
#pragma warning disable CA1031 // the clock is a caller's, and memory may be out: on the pool's thread that would end the process
        catch (Exception)
#pragma warning restore CA1031
        {
            _hub.Skip(WatchStreams.SystemEvents, 1);
        }
        finally
        {
            Volatile.Write(ref _isTelling, 0);
        }
    }

    private void Tell()
    {
        while (_journal.TryTake(out UpkeepEntry entry))
        {
            _hub.Log(WatchStreams.SystemEvents, TextOf(in entry));
        }

        if (_journal.TakeLost() is var lost and > 0)
        {
            _hub.Skip(WatchStreams.SystemEvents, lost);
        }
    }

    private string TextOf(in UpkeepEntry entry) => entry.Event == UpkeepEvent.Crawled
        ? LogText.Crawled(in entry)
        : LogText.PageMoved(ClassOf(entry.From), ClassOf(entry.To), entry.Event == UpkeepEvent.PageMoved);

    /// <summary>
    /// The class that clients know one of the store's as; large values, whose chunks memcached would take from it, as the last.
    /// </summary>
    private int ClassOf(int queues)
    {
        return queues == UpkeepEntry.Pool ? CacheStore.Pool
            : queues < _store.Chunks.Count ? _sizes.ClassOfOwn(_store.Chunks[queues])
            : _sizes.ClassCount;
    }
}
