namespace CacheCore.Store;

/// <summary>
/// Marks a flow of execution as a factory's, across all stores, so that what it asks for can be told to be what it is about to make. Set
/// only while a factory runs; what a factory has started and not waited for may carry the mark on, without a flight then.
/// </summary>
internal sealed class FlightScope
{
    private static readonly AsyncLocal<FlightScope?> Innermost = new();

    private readonly FlightScope? _parent;
    private volatile Flight? _flight;

    private FlightScope(Flight flight, FlightScope? parent)
    {
        _flight = flight;
        _parent = parent;
    }

    /// <summary>
    /// The innermost factory around the caller that still runs; null = none. Not always the innermost of all: what a factory has started
    /// and not waited for may belong to another one around it.
    /// </summary>
    public static Flight? Current
    {
        get
        {
            Flight? flight = null;
            for (FlightScope? scope = Innermost.Value; flight is null && scope is not null; scope = scope._parent)
            {
                flight = scope._flight;
            }

            return flight;
        }
    }

    /// <summary>Marks the flow of an asynchronous method from here on, and not that of its caller.</summary>
    public static FlightScope Enter(Flight flight)
    {
        // Those whose flights have ended would only keep older ones in memory.
        FlightScope? parent = Innermost.Value;
        while (parent is { _flight: null })
        {
            parent = parent._parent;
        }

        return Innermost.Value = new FlightScope(flight, parent);
    }

    /// <summary>Refuses a key that a factory around the caller is making: for the caller to make it once more would have no end.</summary>
    public static void ThrowIfWithin(FactoryFlights owner, string key)
    {
        for (FlightScope? scope = Innermost.Value; scope is not null; scope = scope._parent)
        {
            if (scope._flight is { } flight && flight.Owner == owner && flight.Key == key)
            {
                throw Recursion([.. KeysWithin(scope), key]);
            }
        }
    }

    public static InvalidOperationException Recursion(IEnumerable<string> keys) =>
        new($"A factory asks for what it is asked to make: '{string.Join("' -> '", keys)}'. It would wait for itself for ever.");

    /// <summary>Ends the factory's part in the flow.</summary>
    public void Leave() => _flight = null;

    /// <summary>What is being made around the caller, from a factory inwards.</summary>
    private static List<string> KeysWithin(FlightScope outermost)
    {
        List<string> keys = [];
        for (FlightScope? scope = Innermost.Value; scope != outermost; scope = scope!._parent)
        {
            if (scope!._flight is { } flight)
            {
                keys.Add(flight.Key);
            }
        }

        if (outermost._flight is { } first)
        {
            keys.Add(first.Key);
        }

        keys.Reverse();
        return keys;
    }
}
