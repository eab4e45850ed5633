using System.Diagnostics.CodeAnalysis;
using CacheCore.Access.Items;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>One running factory and how many wait for it.</summary>
[SuppressMessage("Design", "CA1001",
    Justification = "A source without a timer holds nothing to dispose of, and whoever leaves last may still cancel it.")]
internal sealed class Flight(FactoryFlights owner, string key, ulong hash)
{
    private readonly TaskCompletionSource<byte[]> _value = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private InnerLock _lock;
    private int _waiting;
    private bool _abandoned;

    public FactoryFlights Owner { get; } = owner;

    public string Key { get; } = key;

    /// <summary>The factory's right to store its value, and that of others to join.</summary>
    public FactoryLease Lease { get; } = new(hash);

    public Task<byte[]> Value => _value.Task;

    public CancellationToken Stop => _stop.Token;

    /// <summary>
    /// The flights that this one's factory waits for, guarded by <see cref="FlightWait"/>'s lock; null = it has never waited.
    /// </summary>
    public List<Flight>? WaitsFor { get; set; }

    /// <summary>False: its key was changed since it began, its value is stored, or everybody has given it up: start another.</summary>
    public bool TryJoin()
    {
        using (_lock.Enter())
        {
            bool isOpen = !_abandoned && !Lease.IsOver;
            _waiting += isOpen ? 1 : 0;
            return isOpen;
        }
    }

    public void Leave()
    {
        bool isLast;
        using (_lock.Enter())
        {
            isLast = --_waiting == 0;
            _abandoned = isLast;
        }

        if (isLast && !_value.Task.IsCompleted)
        {
            Cancel();
        }
    }

    /// <summary>Ends the wait with a value or what the factory has thrown.</summary>
    public void Land(byte[]? value, Exception? failure)
    {
        if (failure is null)
        {
            _value.SetResult(value!);
            return;
        }

        _value.SetException(failure);
        _ = _value.Task.Exception; // Seen: nobody may be left to wait for it.
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
}
