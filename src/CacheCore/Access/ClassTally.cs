using CacheCore.Access.Figures;
using CacheCore.Access.Values;
using CacheCore.Eviction;

namespace CacheCore.Access;

/// <summary>Counts a store's items by size classes of somebody's own, from when it has begun until it is disposed of.</summary>
internal sealed class ClassTally(CacheStore store, SizeTally tally) : IDisposable
{
    public SizeClasses Classes => tally.Classes;

    /// <summary>A sum since the tally began; of what is there, what is there. 0 before.</summary>
    public long this[int sizeClass, TallyFigure figure] => tally[sizeClass, figure];

    /// <summary>Counts all items, and from now on all that come and go. Takes as long as there are items.</summary>
    public void Begin() => store.BeginTally(tally);

    public void Dispose() => store.EndTally(tally);
}
