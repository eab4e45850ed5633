using CacheCore.Primitives;
using Microsoft.Extensions.Logging;

namespace CacheCore.DependencyInjection;

/// <summary>The stores that a container has made so far, for what they take together; they end with it.</summary>
internal sealed class MadeStores
{
    private readonly Lock _lock = new();
    private readonly List<CacheStore> _stores = [];    // guarded by _lock
    private bool _hasWarned;                           // guarded by _lock

    /// <summary>Adds a store, and warns once where all of them together may take more than there is.</summary>
    /// <param name="store">The store that was made last.</param>
    /// <param name="budget">What there is.</param>
    /// <param name="logger">Where the warning goes.</param>
    public void Add(CacheStore store, MemoryBudget budget, ILogger logger)
    {
        long limits;
        lock (_lock)
        {
            _stores.Add(store);
            limits = _stores.Sum(one => one.MemoryLimit);
            if (_hasWarned || !budget.IsExceededBy(limits))
            {
                return;
            }

            _hasWarned = true;
        }

        if (budget.GcLimit > 0)
        {
            logger.MemoryOvercommitted(store.Name, new(limits), new(budget.GcLimit), new(budget.Available));
        }
        else
        {
            logger.MemoryExceeded(store.Name, new(limits), new(budget.Available));
        }
    }
}
