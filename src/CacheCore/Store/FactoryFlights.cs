using System.Collections.Concurrent;
using CacheCore.Access.Items;
using CacheCore.Parts;

namespace CacheCore.Store;

/// <summary>Makes a value under a lease. The token is cancelled once nobody waits for it any more.</summary>
internal delegate ValueTask<byte[]> LeasedFactory(FactoryLease lease, CancellationToken stop);

/// <summary>
/// The factories that are running: whoever asks for a value that is being made waits for it instead of making it again, unless its key was
/// changed since: then another one is started, and the first is for those who came before.
/// A factory is told to stop when the last who waits for it has given up.
/// </summary>
internal sealed class FactoryFlights(FactoryLeases leases)
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>Joins the factory that is running for a key, or starts one. Each caller gets an array of its own.</summary>
    /// <exception cref="InvalidOperationException">The caller is, or serves, a factory that this one waits for.</exception>
    public async ValueTask<byte[]> RunAsync(string key, ulong hash, LeasedFactory factory, CancellationToken cancellationToken)
    {
        Flight? asking = FlightScope.Current;
        FlightScope.ThrowIfWithin(this, key);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var mine = new Flight(this, key, hash);
            Flight flight = _flights.GetOrAdd(key, mine);
            if (!flight.TryJoin())
            {
                Forget(flight);
                continue;
            }

            try
            {
                using FlightWait wait = Begin(asking, flight, flight == mine);
                if (flight == mine)
                {
                    _ = StartAsync(flight, factory);
                }

                return [.. await flight.Value.WaitAsync(cancellationToken).ConfigureAwait(false)];
            }
            finally
            {
                flight.Leave();
            }
        }
    }

    /// <summary>A flight that does not come to begin is ended: others may wait for it already.</summary>
    private FlightWait Begin(Flight? asking, Flight flight, bool isNew)
    {
        try
        {
            return FlightWait.Begin(asking, flight, isNew);
        }
        catch (Exception exception) when (isNew)
        {
            Forget(flight);
            flight.Land(null, exception);
            throw;
        }
    }

    private async Task StartAsync(Flight flight, LeasedFactory factory)
    {
        FlightScope? scope = null;
        byte[]? value = null;
        Exception? failure = null;
        try
        {
            // Set in here, it is seen by the factory and not by its caller.
            scope = FlightScope.Enter(flight);
            leases.Take(flight.Lease);
            value = await factory(flight.Lease, flight.Stop).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the factory throws belongs to those who wait for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }

        try
        {
            // First nobody may join, then nothing needs to tell that anybody must not.
            flight.Lease.End();
            leases.GiveBack(flight.Lease);
            scope?.Leave();
            Forget(flight);
        }
        finally
        {
            flight.Land(value, failure); // whatever befalls this thread: others wait
        }
    }

    private void Forget(Flight flight) => _flights.TryRemove(new KeyValuePair<string, Flight>(flight.Key, flight));
}
