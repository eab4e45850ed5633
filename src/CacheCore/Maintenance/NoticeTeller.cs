using CacheCore.Parts;
using CacheCore.Primitives;
using Microsoft.Extensions.Logging;

namespace CacheCore.Maintenance;

/// <summary>
/// Tells listeners of items that left: one notice after the other, never two at a time, and under no lock. In the background it does so on
/// the thread pool, for a moment at a time, so that a slow listener costs notices and nothing else; or on the thread of whoever steps by
/// hand. A listener that throws is logged and harms nobody.
/// </summary>
internal sealed class NoticeTeller : IThreadPoolWorkItem
{
    /// <summary>After so long others on the pool have their turn.</summary>
    private const int SliceMilliseconds = 20;

    private readonly RemovalNotices _notices;
    private readonly object _sender;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly bool _goesOn;
    private readonly object _gate = new();
    private volatile EventHandler<ItemRemovedEventArgs>? _listeners;   // changed under _gate
    private volatile Thread? _teller;                                  // changed under _gate
    private volatile bool _isClosed;                                   // set under _gate
    private bool _tellsInBackground;                                   // guarded by _gate
    private int _isQueued;

    /// <param name="notices">What there is to tell.</param>
    /// <param name="sender">Whom the listeners are told it by.</param>
    /// <param name="name">The store's, for the log.</param>
    /// <param name="logger">Where listeners that throw go.</param>
    /// <param name="goesOn">True: whoever is done with telling has what came meanwhile told in the background.</param>
    public NoticeTeller(RemovalNotices notices, object sender, string name, ILogger logger, bool goesOn)
    {
        _notices = notices;
        _sender = sender;
        _name = name;
        _logger = logger;
        _goesOn = goesOn;
        notices.OnHalfFull = goesOn ? StartIfIdle : null;
    }

    /// <summary>True while somebody tells, or soon will.</summary>
    public bool IsBusy => _teller is not null || Volatile.Read(ref _isQueued) != 0;

    public void Add(EventHandler<ItemRemovedEventArgs>? listener)
    {
        lock (_gate)
        {
            _listeners += listener;
            _notices.HasListeners = _listeners is not null;
        }
    }

    /// <summary>Takes a listener off. It may be running, and hears of nothing after that. With the last one goes what waits.</summary>
    public void Remove(EventHandler<ItemRemovedEventArgs>? listener)
    {
        lock (_gate)
        {
            _listeners -= listener;
            _notices.HasListeners = _listeners is not null;
            while (_listeners is null && _notices.TryTake(out _))
            {
            }
        }
    }

    /// <summary>Has what waits told in the background, soon.</summary>
    /// <exception cref="OutOfMemoryException">It could not be queued; the next who tries may.</exception>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) != 0)
        {
            return;
        }

        try
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        catch
        {
            Volatile.Write(ref _isQueued, 0);
            throw;
        }
    }

    /// <summary>Tells here and now what waits at this moment, unless somebody is at it already; returns how many notices.</summary>
    public int TellWaiting()
    {
        int waiting = _notices.Waiting;
        return waiting == 0 ? 0 : Tell(waiting, long.MaxValue, inBackground: false);
    }

    /// <summary>
    /// No notice is told after this. Waits for a listener that is running in the background, unless it is the one who asks.
    /// </summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_tellsInBackground && _teller != Thread.CurrentThread)
            {
                _ = Monitor.Wait(_gate);
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isQueued, 0);
        try
        {
            _ = Tell(int.MaxValue, Environment.TickCount64 + SliceMilliseconds, inBackground: true);
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadInterruptedException)
        {
            // What is left waits for the maintainer's next round; on the pool's thread it would end the process.
        }
    }

    private void StartIfIdle()
    {
        try
        {
            if (!IsBusy)
            {
                Start();
            }
        }
        catch (OutOfMemoryException)
        {
            // The maintainer's next round tries again.
        }
    }

    private int Tell(int most, long until, bool inBackground)
    {
        if (!TryBegin(inBackground))
        {
            return 0;
        }

        int told = 0;
        try
        {
            while (told < most && !_isClosed && Environment.TickCount64 < until && _notices.TryTake(out ItemRemovedEventArgs? notice))
            {
                told++;
                Tell(notice);
            }
        }
        finally
        {
            End();
        }

        return told;
    }

    private bool TryBegin(bool inBackground)
    {
        lock (_gate)
        {
            if (_teller is not null || _isClosed)
            {
                return false;
            }

            _teller = Thread.CurrentThread;
            _tellsInBackground = inBackground;
            return true;
        }
    }

    private void End()
    {
        for (bool hasEnded = false; !hasEnded;)
        {
            try
            {
                lock (_gate)
                {
                    _teller = null;
                    _tellsInBackground = false;
                    Monitor.PulseAll(_gate);
                    hasEnded = true;
                }
            }
            catch (ThreadInterruptedException)
            {
                // A listener's, which it has left behind; others wait for this end.
            }
        }

        // Whoever posted meanwhile may have been told that somebody is at it.
        if (_goesOn && !_isClosed && _notices.AreWaiting)
        {
            Start();
        }
    }

    /// <summary>To those who listen at this moment.</summary>
    private void Tell(ItemRemovedEventArgs notice)
    {
        foreach (EventHandler<ItemRemovedEventArgs> listener in Delegate.EnumerateInvocationList(_listeners))
        {
            try
            {
                listener(_sender, notice);
            }
#pragma warning disable CA1031 // A listener may throw anything, and the store must go on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _logger.NoticeListenerFailed(exception, _name);
            }
        }
    }
}
