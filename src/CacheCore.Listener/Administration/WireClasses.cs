using CacheCore.Access;
using CacheCore.Access.Values;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;

namespace CacheCore.Listener.Administration;

/// <summary>
/// What the store holds by its own slab classes, which are finer, as clients see it. Items are counted by the clients' classes one by one,
/// so pages, free chunks and ages alone are brought over here: those of a class of ours belong to the highest of the clients' classes that
/// has items there, those that large values take are shared out by their bytes.
/// </summary>
internal sealed class WireClasses
{
    private readonly WireSizes _sizes;
    private readonly StoreFigures _figures;
    private readonly ChunkSizes _chunks;
    private readonly int _pageSize;

    /// <param name="sizes">The clients' classes.</param>
    /// <param name="figures">What is counted by them.</param>
    /// <param name="store">The store's.</param>
    public WireClasses(WireSizes sizes, StoreFigures figures, StoreView store)
    {
        _sizes = sizes;
        _figures = figures;
        _chunks = store.Chunks;
        _pageSize = store.PageSize;
    }

    /// <summary>The clients' classes in their order, those that have nothing included.</summary>
    public IReadOnlyList<WireClass> Describe(CacheStatistics now)
    {
        WireClass[] classes = [.. Enumerable.Range(1, _sizes.ClassCount).Select(number => new WireClass(number, _figures.ItemsOf(number)))];
        double forLargeValues = 0;
        foreach (SlabClassStatistics own in now.Classes)
        {
            if (own.ChunkSize == 0)
            {
                forLargeValues += (double)own.Pages * _pageSize;
                AddLargeValues(classes, own);
                continue;
            }

            int below = own.Id - 2; // numbered from 1 in the figures, from 0 in the table
            WireClass shown = ShownAs(classes, below < 0 ? 1 : ClassOf(_chunks[below] + 1), ClassOf(own.ChunkSize));
            double used = (own.Pages * (_pageSize / own.ChunkSize)) - own.FreeChunks;
            double ofItems = used <= 0 ? 1 : Math.Min(1, own.Items / used); // the others are heads and tails of large values
            forLargeValues += (1 - ofItems) * own.Pages * _pageSize;
            shown.Bytes += ofItems * own.Pages * _pageSize;
            shown.FreeChunks += ofItems > 0 ? own.FreeChunks : 0;
            shown.Own.Add(own);
        }

        ShareOut(classes, forLargeValues);
        return classes;
    }

    /// <summary>The class that a chunk of ours is counted in if it is full.</summary>
    public int ClassOf(int chunkSize) => _sizes.ClassOfOwn(chunkSize);

    /// <summary>The largest chunk of ours whose items all belong to one of the clients' classes.</summary>
    public int LargestChunkOf(int slabClass) => Math.Max(1, _sizes.ChunkSize(slabClass) - _sizes.LeanBytes);

    /// <summary>The highest class of a range that has small items; if none has, the highest.</summary>
    private WireClass ShownAs(WireClass[] classes, int lowest, int highest)
    {
        for (int number = highest; number >= lowest; number--)
        {
            if (_figures[number, TallyFigure.Bytes] > _figures[number, TallyFigure.LargeBytes])
            {
                return classes[number - 1];
            }
        }

        return classes[highest - 1];
    }

    private void AddLargeValues(WireClass[] classes, SlabClassStatistics own)
    {
        foreach (WireClass one in classes)
        {
            if (_figures[one.Number, TallyFigure.LargeBytes] > 0)
            {
                one.Own.Add(own);
            }
        }
    }

    private void ShareOut(WireClass[] classes, double bytes)
    {
        double all = Math.Max(1, _figures[TallyFigure.LargeBytes]);
        foreach (WireClass one in classes)
        {
            one.Bytes += bytes * _figures[one.Number, TallyFigure.LargeBytes] / all;
        }
    }
}

/// <summary>A class as clients know it.</summary>
internal sealed class WireClass(int number, long items)
{
    public int Number => number;

    public long Items => items;

    /// <summary>Of the store's pages that its items lie in, or might.</summary>
    public double Bytes { get; set; }

    public long FreeChunks { get; set; }

    /// <summary>The store's classes that are shown as this one.</summary>
    public List<SlabClassStatistics> Own { get; } = [];

    /// <summary>Pages of the size that clients compute with.</summary>
    public long Pages => Math.Max(items > 0 ? 1 : 0, WireSizes.PagesOf(Bytes));
}
