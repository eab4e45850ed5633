namespace CacheCore.Store;

/// <summary>
/// Marks a flow of execution as a factory's, across all stores, so that what it asks for can be told to be what it is about to make. Set only while
/// a factory runs; what a factory has started and not waited for may carry the mark on, without a flight then.
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

    /// <summary>The running factory that the caller belongs to; null = none.</summary>
    public static Flight? Current => Innermost.Value?._flight;

    /// <summary>Marks the flow of an asynchronous method from here on, and not that of its caller.</summary>
    public static FlightScope Enter(Flight flight)
    {
        // One whose flight has ended would only keep older ones in memory.
        FlightScope? parent = Innermost.Value is { _flight: not null } outer ? outer : null;
        return Innermost.Value = new FlightScope(flight, parent);
    }

    /// <summary>Refuses a key that a factory around the caller is making: for the caller to make it once more would have no end.</summary>
    public static void ThrowIfWithin(FactoryFlights owner, string key)
    {
        List<string>? within = null;
        for (FlightScope? scope = Innermost.Value; scope is not null; scope = scope._parent)
        {
            if (scope._flight is { } flight)
            {
                (within ??= []).Insert(0, flight.Key);
                if (flight.Owner == owner && flight.Key == key)
                {
                    throw Recursion([.. within, key]);
                }
            }
        }
    }

    public static InvalidOperationException Recursion(IEnumerable<string> keys) =>
        new($"A factory asks for what it is asked to make: '{string.Join("' -> '", keys)}'. It would wait for itself for ever.");

    /// <summary>Ends the factory's part in the flow.</summary>
    public void Leave() => _flight = null;
}
