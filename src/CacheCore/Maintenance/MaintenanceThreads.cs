using System.Diagnostics.CodeAnalysis;
using CacheCore.Primitives;

namespace CacheCore.Maintenance;

/// <summary>
/// The threads that keep all stores of the process in order: one as long as there is one store, two for more of them, so that one store's
/// long round does not stop the others; none without any. One that is not needed any more waits a moment for the next store: to begin and
/// end a thread takes longer than to make a store.
/// <code>
/// on watch    sleeps until the next store is due, or one rings ─► runs its round ─► sees who is due next
/// deputy      sleeps a moment longer: comes only where the other one is held up by a long round
/// </code>
/// Who finds a store that is due before the one on watch will wake takes the watch over, and the other sleeps on as its deputy.
/// Among stores that are due the one that has waited longest comes first, so each has its turn.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Threads and bells use the event as long as there is anybody to use it.")]
internal sealed class MaintenanceThreads
{
    /// <summary>What the threads are called.</summary>
    public const string ThreadName = "CacheCore";

    /// <summary>However many stores there are.</summary>
    public const int Most = 2;

    /// <summary>As long as test suites and short-lived containers take from one store to the next.</summary>
    private const int UsualGraceMilliseconds = 1000;

    /// <summary>Longer than a usual round, so that two threads do not wake for the work of one.</summary>
    private const int DeputyPatienceMilliseconds = 25;

    private readonly object _gate = new();                  // guards all below, and what turns say that it does
    private readonly List<MaintenanceTurn> _turns = [];
    private readonly AutoResetEvent _wake = new(initialState: false);
    private int _threads;
    private int _graceMilliseconds = UsualGraceMilliseconds;
    private long _leftAt;                                   // the last store that went
    private Thread? _watcher;
    private long _watchWakes;
    private long _deputyWakes;

    /// <summary>Those of the process.</summary>
    public static MaintenanceThreads Shared { get; } = new();

    /// <summary>Threads that have not ended.</summary>
    public int Threads
    {
        get
        {
            lock (_gate)
            {
                return _threads;
            }
        }
    }

    /// <summary>How long a thread that is not needed waits for another store. A test sets another.</summary>
    public int GraceMilliseconds
    {
        get => Volatile.Read(ref _graceMilliseconds);
        set
        {
            lock (_gate)
            {
                _graceMilliseconds = value;
                _ = _wake.Set();
            }
        }
    }

    private int Wanted => Math.Min(Most, _turns.Count);

    /// <summary>Begins to keep a store in order.</summary>
    /// <param name="bell">Ends a rest.</param>
    /// <param name="target">
    /// What is kept in order, given to <paramref name="round"/> and <paramref name="dueIn"/>, which must not capture it.
    /// </param>
    /// <param name="round">One round; returns how much it did.</param>
    /// <param name="dueIn">Milliseconds until a round has something to do of which no ring will tell.</param>
    public StoreUpkeep Add(Doorbell bell, object target, Func<object, int> round, Func<object, int> dueIn)
    {
        bell.Wake(_wake);
        var turn = new MaintenanceTurn(bell, target, round, dueIn);
        var upkeep = new StoreUpkeep(this, turn);
        lock (_gate)
        {
            _turns.Add(turn);
            while (_threads < Wanted)
            {
                // Without the context of whoever happened to make the first store.
                new Thread(Work) { IsBackground = true, Name = ThreadName }.UnsafeStart();
                _threads++;
            }
        }

        _ = _wake.Set();
        return upkeep;
    }

    /// <summary>Ends a store's turns. Waits, if that is wished, for the end of a round that runs on another thread.</summary>
    public void Remove(MaintenanceTurn turn, bool waits)
    {
        lock (_gate)
        {
            Forget(turn);
            _ = _wake.Set(); // there may be more threads than are needed
            while (waits && turn.Holder is not null && turn.Holder != Thread.CurrentThread)
            {
                _ = Monitor.Wait(_gate);
            }
        }
    }

    private void Work()
    {
        while (TryChoose(out MaintenanceTurn? turn, out int sleep))
        {
            if (turn is null)
            {
                _ = _wake.WaitOne(sleep);
            }
            else
            {
                PutBack(turn, isGone: !turn.TryRun());
            }
        }
    }

    /// <summary>
    /// Takes the store that has been due for longest in hand, or says how long to sleep; false: this thread is one too many.
    /// </summary>
    private bool TryChoose(out MaintenanceTurn? turn, out int sleep)
    {
        lock (_gate)
        {
            _watcher = _watcher == Thread.CurrentThread ? null : _watcher;
            turn = null;
            sleep = 0;
            long now = Environment.TickCount64;
            long ends = _threads > Wanted ? _leftAt + _graceMilliseconds : long.MaxValue;
            if (ends <= now)
            {
                _threads--;
                _ = _wake.Set(); // for the other one
                return false;
            }

            turn = FindNext(now, out long next);
            if (turn is not null)
            {
                turn.Holder = Thread.CurrentThread;
                _ = FindNext(now, out next);
                if (_watcher is null && _deputyWakes > next + DeputyPatienceMilliseconds)
                {
                    _ = _wake.Set();
                }

                return true;
            }

            long until = next;
            if (_watcher is null || next < _watchWakes)
            {
                _deputyWakes = _watcher is null ? _deputyWakes : _watchWakes;
                _watcher = Thread.CurrentThread;
                _watchWakes = until;
            }
            else
            {
                until += DeputyPatienceMilliseconds;
                _deputyWakes = until;
            }

            sleep = (int)Math.Clamp(Math.Min(until, ends) - now, 0, int.MaxValue);
            return true;
        }
    }

    /// <summary>The store that is due and has been for longest; else when the first will be.</summary>
    private MaintenanceTurn? FindNext(long now, out long due)
    {
        MaintenanceTurn? first = null;
        due = long.MaxValue - DeputyPatienceMilliseconds;
        foreach (MaintenanceTurn turn in _turns)
        {
            if (turn.Holder is null && turn.DueAt(now) is var own && own < due)
            {
                due = own;
                first = turn;
            }
        }

        return due <= now ? first : null;
    }

    private void PutBack(MaintenanceTurn turn, bool isGone)
    {
        lock (_gate)
        {
            turn.Holder = null;
            if (isGone)
            {
                Forget(turn);
            }

            if (turn.HasEnded)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Forget(MaintenanceTurn turn)
    {
        turn.HasEnded = true;
        _leftAt = _turns.Remove(turn) ? Environment.TickCount64 : _leftAt;
    }
}
