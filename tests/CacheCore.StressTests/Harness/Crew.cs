using System.Diagnostics;

namespace CacheCore.StressTests.Harness;

/// <summary>
/// Threads that load one store. The first that fails stops them all; one that does not come back is a failure too.
/// </summary>
internal sealed class Crew
{
    /// <summary>How long after the end a worker may take to finish its last verb on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>How long after the time that was asked for something may still be waited for that has to happen.</summary>
    private static readonly TimeSpan LongestExtension = TimeSpan.FromSeconds(60);

    private readonly List<Action> _workers = [];
    private Exception? _failure;
    private volatile bool _stopped;

    /// <summary>What a worker asks before each turn.</summary>
    public bool GoesOn => !_stopped;

    /// <summary>Adds so many workers; each is given its number, counted over the whole crew, and its own random numbers.</summary>
    public Crew Add(int count, Action<int, Random> work)
    {
        for (int i = 0; i < count; i++)
        {
            int number = _workers.Count;
            _workers.Add(() => work(number, new Random((number * 7919) + Environment.TickCount)));
        }

        return this;
    }

    /// <summary>As <see cref="Add"/>, for work that is one turn of a loop.</summary>
    public Crew AddLoop(int count, Action<int, Random> turn) => Add(count, (number, random) =>
    {
        while (GoesOn)
        {
            turn(number, random);
        }
    });

    /// <summary>Lets them work for so long, or until one stops them, and fails if any has failed.</summary>
    /// <param name="length">How long they work at least.</param>
    /// <param name="isEnough">
    /// Says whether all has happened that has to: on a busy machine some of it comes late. Null: nothing has to.
    /// </param>
    public void Run(TimeSpan length, Func<bool>? isEnough = null)
    {
        var watch = Stopwatch.StartNew();
        Thread[] threads = [.. _workers.Select(Start)];
        while (!_stopped && threads.Any(thread => thread.IsAlive)
            && (watch.Elapsed < length || (isEnough?.Invoke() == false && watch.Elapsed < length + LongestExtension)))
        {
            _ = threads[0].Join(20);
            Thread.Yield();
        }

        _stopped = true;
        watch.Restart();
        int missing = threads.Count(thread => !thread.Join(Patience > watch.Elapsed ? Patience - watch.Elapsed : TimeSpan.Zero));
        if (_failure is { } failure)
        {
            Assert.Fail(failure.ToString());
        }

        Assert.That(missing, Is.Zero, "Workers that did not come back from a verb.");
    }

    /// <summary>Ends the run early.</summary>
    public void Stop() => _stopped = true;

    private Thread Start(Action work)
    {
        var thread = new Thread(() => Guard(work)) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Guard(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // Whatever a worker meets is the test's result.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _ = Interlocked.CompareExchange(ref _failure, exception, null);
            _stopped = true;
        }
    }
}
