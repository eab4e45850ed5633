using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CacheCore.Store;

/// <summary>
/// The factories that are running, one per key: whoever asks for a value that is being made waits for it instead of
/// making it again. A factory is told to stop when the last who waits for it has given up.
/// </summary>
internal sealed class FactoryFlights
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>Joins the factory that is running for a key, or starts one. Each caller gets an array of its own.</summary>
    public async ValueTask<byte[]> RunAsync(
        string key, Func<CancellationToken, ValueTask<byte[]>> factory, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var mine = new Flight();
            Flight flight = _flights.GetOrAdd(key, mine);
            if (!flight.TryJoin())
            {
                _ = _flights.TryRemove(new KeyValuePair<string, Flight>(key, flight));
                continue;
            }

            if (flight == mine)
            {
                _ = StartAsync(key, flight, factory);
            }

            try
            {
                return [.. await flight.Value.WaitAsync(cancellationToken).ConfigureAwait(false)];
            }
            finally
            {
                flight.Leave();
            }
        }
    }

    private async Task StartAsync(string key, Flight flight, Func<CancellationToken, ValueTask<byte[]>> factory)
    {
        try
        {
            flight.SetResult(await factory(flight.Stop).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Whatever the factory throws belongs to those who wait for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            flight.SetException(exception);
        }
        finally
        {
            _ = _flights.TryRemove(new KeyValuePair<string, Flight>(key, flight));
        }
    }

    /// <summary>One running factory and how many wait for it.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing to dispose of, and whoever leaves last may still cancel it.")]
    private sealed class Flight
    {
        private readonly TaskCompletionSource<byte[]> _value = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _stop = new();
        private readonly Lock _lock = new();
        private int _waiting;
        private bool _abandoned;

        public Task<byte[]> Value => _value.Task;

        public CancellationToken Stop => _stop.Token;

        /// <summary>False: everybody has given it up, start another.</summary>
        public bool TryJoin()
        {
            lock (_lock)
            {
                _waiting += _abandoned ? 0 : 1;
                return !_abandoned;
            }
        }

        public void Leave()
        {
            bool isLast;
            lock (_lock)
            {
                isLast = --_waiting == 0;
                _abandoned = isLast;
            }

            if (isLast && !_value.Task.IsCompleted)
            {
                Cancel();
            }
        }

        private void Cancel()
        {
            try
            {
                _stop.Cancel();
            }
            catch (AggregateException)
            {
                // Thrown by what the factory has hung on its token: nothing to whoever has just stopped waiting for the factory.
            }
        }

        public void SetResult(byte[] value) => _value.TrySetResult(value);

        public void SetException(Exception exception)
        {
            _ = _value.TrySetException(exception);
            _ = _value.Task.Exception; // Seen: nobody may be left to wait for it.
        }
    }
}
