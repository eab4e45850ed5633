namespace CacheCore.Reclaiming;

/// <summary>
/// Decides which class misses a page least. Pure.
/// <code>
///  a class with a page's worth of free chunks or more    the one that has most of them: nothing leaves
///  else                                                  the one whose coldest item has waited longest
/// </code>
/// </summary>
internal static class PageGiver
{
    public const int None = -1;

    /// <summary>The class to take a page from; none: no class has a page beyond its last.</summary>
    /// <param name="classes">All classes at one moment.</param>
    /// <param name="taker">The class that is to have the page, which does not give; none: it is for the pool.</param>
    public static int Choose(ReadOnlySpan<SlabSample> classes, int taker)
    {
        int giver = None;
        (double FreePages, long Age, long Pages) best = default;
        for (int slabClass = 0; slabClass < classes.Length; slabClass++)
        {
            ref readonly SlabSample one = ref classes[slabClass];
            if (slabClass == taker || !one.CanGive)
            {
                continue;
            }

            (double, long, long) rank = (FreePages(in one), one.AgeSeconds, one.Pages);
            if (giver == None || rank.CompareTo(best) > 0)
            {
                best = rank;
                giver = slabClass;
            }
        }

        return giver;
    }

    /// <summary>How many pages the free chunks of a class would fill; less than one counts as none.</summary>
    public static double FreePages(in SlabSample one) =>
        one.CanTake && one.FreeChunks >= one.ChunksPerPage ? (double)one.FreeChunks / one.ChunksPerPage : 0;
}
