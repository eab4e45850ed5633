namespace CacheCore.Maintenance;

/// <summary>
/// The maintainer's thread. Works as long as there is something to do and sleeps longer and longer when there is not.
/// Holds its store by a weak reference only, so that a store that was forgotten rather than disposed of can go.
/// </summary>
internal sealed class MaintenanceThread : IDisposable
{
    private const int ShortestSleepMilliseconds = 1;
    private const int LongestSleepMilliseconds = 1000;

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <param name="name">Shown by debuggers.</param>
    /// <param name="target">What is kept in order, given to <paramref name="round"/>.</param>
    /// <param name="round">One round; returns how much it did. Must not capture the target.</param>
    public MaintenanceThread(string name, object target, Func<object, int> round)
    {
        var weak = new WeakReference(target);
        ManualResetEventSlim stop = _stop;
        _thread = new Thread(() => Run(weak, round, stop)) { IsBackground = true, Name = "CacheCore " + name };
        _thread.Start();
    }

    /// <summary>Ends the thread and waits for it, unless it is the thread itself that asks.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private static void Run(WeakReference weak, Func<object, int> round, ManualResetEventSlim stop)
    {
        int sleep = ShortestSleepMilliseconds;
        while (!stop.Wait(sleep) && TryRound(weak, round, out int done))
        {
            sleep = done > 0
                ? Math.Max(ShortestSleepMilliseconds, sleep / 2)
                : Math.Min(LongestSleepMilliseconds, (sleep * 9 / 8) + 1);
        }
    }

    /// <summary>A frame of its own, so that no local of the loop keeps the target alive while the thread sleeps.</summary>
    private static bool TryRound(WeakReference weak, Func<object, int> round, out int done)
    {
        object? target = weak.Target;
        done = target is null ? 0 : round(target);
        return target is not null;
    }
}
