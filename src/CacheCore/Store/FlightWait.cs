namespace CacheCore.Store;

/// <summary>
/// That one factory waits for another: an edge of a graph over all stores, which must not have a circle. Only factories that ask for
/// other keys come here.
/// </summary>
internal readonly struct FlightWait : IDisposable
{
    private static readonly Lock Gate = new();

    private readonly Flight? _waiting;
    private readonly Flight? _awaited;

    private FlightWait(Flight waiting, Flight awaited)
    {
        _waiting = waiting;
        _awaited = awaited;
    }

    /// <summary>Notes the wait of a factory, unless what it waits for waits for it.</summary>
    /// <param name="waiting">The factory that the caller belongs to; null = none.</param>
    /// <param name="awaited">What it is about to wait for.</param>
    /// <param name="isNew">True: it has not begun, so it waits for nothing yet.</param>
    public static FlightWait Begin(Flight? waiting, Flight awaited, bool isNew)
    {
        if (waiting is null)
        {
            return default;
        }

        lock (Gate)
        {
            if (!isNew && FindPath(awaited, waiting) is { } path)
            {
                throw FlightScope.Recursion([waiting.Key, .. path.Select(flight => flight.Key)]);
            }

            (waiting.WaitsFor ??= []).Add(awaited);
        }

        return new FlightWait(waiting, awaited);
    }

    public void Dispose()
    {
        if (_waiting is not null)
        {
            lock (Gate)
            {
                _waiting.WaitsFor!.Remove(_awaited!);
            }
        }
    }

    /// <summary>
    /// How a flight waits for another, both included; null = it does not.
    /// Without recursion: who waits for whom may go deeper than a stack does.
    /// </summary>
    private static List<Flight>? FindPath(Flight from, Flight to)
    {
        var waiters = new Dictionary<Flight, Flight?> { [from] = null };
        var open = new Stack<Flight>([from]);
        while (open.TryPop(out Flight? flight))
        {
            if (flight == to)
            {
                return PathTo(flight, waiters);
            }

            foreach (Flight next in flight.WaitsFor ?? [])
            {
                if (waiters.TryAdd(next, flight))
                {
                    open.Push(next);
                }
            }
        }

        return null;
    }

    private static List<Flight> PathTo(Flight last, Dictionary<Flight, Flight?> waiters)
    {
        List<Flight> path = [];
        for (Flight? flight = last; flight is not null; flight = waiters[flight])
        {
            path.Add(flight);
        }

        path.Reverse();
        return path;
    }
}
