namespace CacheCore.Maintenance;

/// <summary>
/// A store's hold on the maintenance threads: they keep it in order until this is disposed of, or goes with a store that was forgotten.
/// </summary>
internal sealed class StoreUpkeep(MaintenanceThreads threads, MaintenanceTurn turn) : IDisposable
{
    ~StoreUpkeep() => threads.Remove(turn, waits: false);

    /// <summary>What the threads know of the store, and what knows nothing of it.</summary>
    public MaintenanceTurn Turn => turn;

    /// <summary>No round begins after this. Waits for the end of one that runs, unless it is that one that asks.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        threads.Remove(turn, waits: true);
    }
}
