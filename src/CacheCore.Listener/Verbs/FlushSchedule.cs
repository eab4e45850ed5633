using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Verbs;

/// <summary>The one flush that may be planned. A later command takes its place.</summary>
internal sealed class FlushSchedule(CacheStore store, WireTime time)
{
    private long _mark;

    /// <summary>Now, or later: what is stored until the moment comes goes with it.</summary>
    public void Plan(long exptime)
    {
        long mark = time.DeadlineOf(exptime);
        if (exptime > 0 && mark > time.NowMilliseconds)
        {
            Volatile.Write(ref _mark, mark);
            return;
        }

        Volatile.Write(ref _mark, 0);
        store.Clear();
    }

    /// <summary>True once the moment has come, until somebody flushes.</summary>
    public bool IsDue => IsOver(Volatile.Read(ref _mark));

    /// <summary>
    /// Flushes if the moment has come. Called before each batch, aside, and by a timer for those who use the store in the process.
    /// </summary>
    public void RunDue()
    {
        long mark = Volatile.Read(ref _mark);
        if (IsOver(mark) && Interlocked.CompareExchange(ref _mark, 0, mark) == mark)
        {
            store.Clear();
        }
    }

    private bool IsOver(long mark) => mark != 0 && mark <= time.NowMilliseconds;
}
