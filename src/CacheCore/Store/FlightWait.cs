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
            List<Flight> path = [];
            if (!isNew && TryFindPath(awaited, waiting, path, []))
            {
                path.Reverse();
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

    /// <summary>Finds how a flight waits for another; the path comes out backwards.</summary>
    private static bool TryFindPath(Flight from, Flight to, List<Flight> path, HashSet<Flight> seen)
    {
        if (!seen.Add(from))
        {
            return false;
        }

        bool isFound = from == to || from.WaitsFor?.Exists(next => TryFindPath(next, to, path, seen)) == true;
        if (isFound)
        {
            path.Add(from);
        }

        return isFound;
    }
}
