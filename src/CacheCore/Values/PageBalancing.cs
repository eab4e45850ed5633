namespace CacheCore;

/// <summary>
/// How the maintainer moves pages between slab classes in the background. What writers that find no memory do stays the same.
/// </summary>
public enum PageBalancing
{
    /// <summary>It does not. Pages change hands where a write finds no memory, and by <see cref="CacheStore.ReassignPage"/>.</summary>
    Off,

    /// <summary>
    /// At most one page a second, decided by the last ten seconds: from the class whose coldest item has waited longest to the one that
    /// evicts the youngest, and free pages back to the pool. For nearly every load.
    /// </summary>
    Steady,

    /// <summary>
    /// Up to ten pages a second, decided by what was evicted since the last look: to the class that evicts the youngest, from any whose
    /// coldest item is older. Follows a sudden change of sizes at once, and moves pages to and fro where sizes merely fluctuate.
    /// </summary>
    Eager,
}
