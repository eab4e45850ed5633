using System.Globalization;
using System.Text;
using CacheCore.Protocol.Administration;

namespace CacheCore.Server.Watch;

/// <summary>Who watches what. While nobody does, all that a command pays is one look at <see cref="Wants"/>.</summary>
/// <param name="calendar">The time that lines tell.</param>
public sealed class WatchHub(TimeProvider calendar)
{
    /// <summary>So many may watch at a time.</summary>
    public const int MaxWatchers = 20;

    private readonly Lock _lock = new();
    private volatile Watcher[] _watchers = [];
    private volatile int _wanted;
    private long _lastId;
    private long _sent;
    private long _skipped;

    /// <summary>Told which streams somebody will watch, whenever that changes; one call at a time.</summary>
    public event Action<WatchStreams>? WantedChanged;

    /// <summary>Those who watch.</summary>
    public int Count => _watchers.Length;

    /// <summary>Lines that were put in a watcher's queue.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Lines that found a queue full.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Events logged, each once, however many watch.</summary>
    public long Logged => Volatile.Read(ref _lastId);

    /// <summary>True if somebody watches a stream.</summary>
    public bool Wants(WatchStreams stream) => (_wanted & (int)stream) != 0;

    /// <summary>Has one watch; false: there are too many already.</summary>
    public bool TryAdd(Watcher watcher)
    {
        lock (_lock)
        {
            if (_watchers.Length == MaxWatchers)
            {
                return false;
            }

            SetWatchers([.. _watchers, watcher]);
            return true;
        }
    }

    /// <summary>It watches no more.</summary>
    public void Remove(Watcher watcher)
    {
        lock (_lock)
        {
            SetWatchers([.. _watchers.Where(one => one != watcher)]);
        }
    }

    /// <summary>Sends an event to all who watch its stream.</summary>
    /// <param name="stream">What kind of event it is.</param>
    /// <param name="text">What stands behind the event's number.</param>
    public void Log(WatchStreams stream, string text)
    {
        long id = Interlocked.Increment(ref _lastId);
        long micros = (calendar.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        byte[] line = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"ts={micros / 1_000_000}.{micros % 1_000_000:000000} gid={id} {text}\n"));
        foreach (Watcher watcher in _watchers)
        {
            if ((watcher.Streams & stream) != 0)
            {
                _ = watcher.TryAdd(line) ? Interlocked.Increment(ref _sent) : Interlocked.Increment(ref _skipped);
            }
        }
    }

    /// <summary>Has all who watch a stream know that so many events were lost.</summary>
    public void Skip(WatchStreams stream, long events)
    {
        foreach (Watcher watcher in _watchers)
        {
            if ((watcher.Streams & stream) != 0)
            {
                watcher.Skip(events);
                Interlocked.Add(ref _skipped, events);
            }
        }
    }

    private void SetWatchers(Watcher[] watchers)
    {
        int wanted = watchers.Aggregate(0, static (all, one) => all | (int)one.Streams);
        if (wanted != _wanted)
        {
            WantedChanged?.Invoke((WatchStreams)wanted); // first: there may be no memory for what it takes
        }

        _watchers = watchers;
        _wanted = wanted;
    }
}
