using CacheCore.Primitives;

namespace CacheCore.Maintenance;

/// <summary>
/// The maintainer's thread. Works as long as there is something to do, sleeps longer and longer when there is not, and in
/// the end rests until something is due or a writer rings. Holds its store by a weak reference only, so that a store that was
/// forgotten rather than disposed of can go; the thread then ends with this object.
/// </summary>
internal sealed class MaintenanceThread : IDisposable
{
    private readonly Doorbell _bell;
    private readonly Thread _thread;

    /// <param name="name">Shown by debuggers.</param>
    /// <param name="bell">Ends a rest.</param>
    /// <param name="target">What is kept in order, given to <paramref name="round"/> and <paramref name="dueIn"/>, which must not capture it.</param>
    /// <param name="round">One round; returns how much it did.</param>
    /// <param name="dueIn">Milliseconds until a round has something to do of which no ring will tell.</param>
    public MaintenanceThread(string name, Doorbell bell, object target, Func<object, int> round, Func<object, int> dueIn)
    {
        var weak = new WeakReference(target);
        _bell = bell;
        _thread = new Thread(() => Run(weak, bell, round, dueIn)) { IsBackground = true, Name = ThreadName(name) };
        _thread.Start();
    }

    ~MaintenanceThread() => _bell.Close();

    /// <summary>What the thread of a store is called.</summary>
    public static string ThreadName(string storeName) => "CacheCore " + storeName;

    /// <summary>Ends the thread and waits for it, unless it is the thread itself that asks.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _bell.Close();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private static void Run(WeakReference weak, Doorbell bell, Func<object, int> round, Func<object, int> dueIn)
    {
        MaintenancePace pace = MaintenancePace.Start;
        bool rang = bell.Sleep(pace.SleepMilliseconds);
        while (!bell.IsClosed && TryAsk(weak, round, out int done))
        {
            pace = rang ? MaintenancePace.Start : pace.After(done);
            if (pace.IsResting)
            {
                bell.Await();
            }

            int due = int.MaxValue;
            if (pace.NeedsPlan && !TryAsk(weak, dueIn, out due))
            {
                return;
            }

            rang = bell.Sleep(pace.SleepUntil(due));
        }
    }

    /// <summary>A frame of its own, so that no local of the loop keeps the target alive while the thread sleeps.</summary>
    private static bool TryAsk(WeakReference weak, Func<object, int> ask, out int answer)
    {
        object? target = weak.Target;
        answer = target is null ? 0 : ask(target);
        return target is not null;
    }
}
