using CacheCore.Reclaiming;

namespace CacheCore.Maintenance;

/// <summary>
/// Decides which page changes hands. Pure. Steadily, from the last seconds of all slab classes, in the manner of memcached's
/// automove 1 (its slab_automove.c):
/// <code>
///  memory is full, a class has more than 2.5 pages of free chunks,
///  and has neither evicted nor grown meanwhile                        a page of it to the pool
///  else: the youngest of the classes that evict is younger
///  than 0.8 of the oldest                                             a page from the oldest to the youngest
/// </code>
/// The age of a class is the time that its coldest item has waited, averaged over the window. Or eagerly, in the spirit of its
/// automove 2, from one look, and the rules above where that shows nothing:
/// <code>
///  a class has evicted                                                a page to the youngest of those that have, from a class
///                                                                     with a page of free chunks, or else an older one
/// </code>
/// </summary>
internal static class SlabRebalancer
{
    /// <summary>Samples that a decision takes.</summary>
    public const int Window = 10;

    private const double SurplusPages = 2.5;
    private const double AgeRatio = 0.8;

    /// <summary>Pages that the oldest class keeps.</summary>
    private const int KeptPages = 2;

    /// <summary>A class with so large a share of the store's evictions evicts, however few samples show it.</summary>
    private const double EvictingShare = 0.25;

    /// <summary>The page to move; none as long as the window is not full.</summary>
    /// <param name="window">Samples of all classes, the latest last.</param>
    /// <param name="isFull">Whether the pool has no page left.</param>
    public static PageMove Decide(ReadOnlySpan<SlabSample[]> window, bool isFull)
    {
        if (window.Length < Window)
        {
            return PageMove.None;
        }

        for (int slabClass = 0; isFull && slabClass < window[0].Length; slabClass++)
        {
            ref SlabSample latest = ref window[^1][slabClass];
            if (latest.FreeChunks > latest.ChunksPerPage * SurplusPages && IsClean(window, slabClass))
            {
                return new PageMove(slabClass, PageReclaimer.Pool);
            }
        }

        return OldestToYoungest(window);
    }

    /// <summary>The page to move at once for a class that has evicted since the last look; else what <see cref="Decide"/> says.</summary>
    /// <param name="window">Samples of all classes, the latest last, of which there is one at least.</param>
    /// <param name="isFull">Whether the pool has no page left.</param>
    public static PageMove DecideEagerly(ReadOnlySpan<SlabSample[]> window, bool isFull)
    {
        SlabSample[] classes = window[^1];
        int taker = -1;
        for (int slabClass = 0; slabClass < classes.Length; slabClass++)
        {
            bool evicts = classes[slabClass] is { CanTake: true, Evictions: > 0 };
            taker = evicts && (taker < 0 || classes[slabClass].AgeSeconds < classes[taker].AgeSeconds) ? slabClass : taker;
        }

        int giver = taker < 0 ? PageGiver.None : PageGiver.Choose(classes, taker);
        bool isWorthIt = giver != PageGiver.None
            && (PageGiver.FreePages(in classes[giver]) > 0 || classes[giver].AgeSeconds > classes[taker].AgeSeconds);
        return isWorthIt ? new PageMove(giver, taker) : Decide(window, isFull);
    }

    private static PageMove OldestToYoungest(ReadOnlySpan<SlabSample[]> window)
    {
        SlabSample[] latest = window[^1];
        long allEvictions = 0;
        for (int slabClass = 0; slabClass < latest.Length; slabClass++)
        {
            allEvictions += Evictions(window, slabClass).Sum;
        }

        (int Class, double Age) oldest = (-1, 0);
        (int Class, double Age) youngest = (-1, double.MaxValue);
        for (int slabClass = 0; slabClass < latest.Length; slabClass++)
        {
            double age = Age(window, slabClass);
            if (latest[slabClass] is { CanGive: true, Pages: > KeptPages } && age > oldest.Age)
            {
                oldest = (slabClass, age);
            }

            if (latest[slabClass].CanTake && age < youngest.Age && IsEvicting(window, slabClass, allEvictions))
            {
                youngest = (slabClass, age);
            }
        }

        bool isWorthIt = oldest.Class >= 0
            && youngest.Class >= 0
            && youngest.Age < oldest.Age * AgeRatio
            && latest[youngest.Class].Evictions > 0;
        return isWorthIt ? new PageMove(oldest.Class, youngest.Class) : PageMove.None;
    }

    private static bool IsEvicting(ReadOnlySpan<SlabSample[]> window, int slabClass, long allEvictions)
    {
        (long sum, int samples) = Evictions(window, slabClass);
        return samples * 2 > window.Length || sum > allEvictions * EvictingShare;
    }

    /// <summary>True if a class has neither evicted nor taken a page.</summary>
    private static bool IsClean(ReadOnlySpan<SlabSample[]> window, int slabClass)
    {
        for (int sample = 0; sample < window.Length; sample++)
        {
            SlabSample one = window[sample][slabClass];
            if (one.Evictions > 0 || (sample > 0 && one.Pages > window[sample - 1][slabClass].Pages))
            {
                return false;
            }
        }

        return true;
    }

    private static (long Sum, int Samples) Evictions(ReadOnlySpan<SlabSample[]> window, int slabClass)
    {
        long sum = 0;
        int samples = 0;
        foreach (SlabSample[] sample in window)
        {
            sum += sample[slabClass].Evictions;
            samples += sample[slabClass].Evictions > 0 ? 1 : 0;
        }

        return (sum, samples);
    }

    private static double Age(ReadOnlySpan<SlabSample[]> window, int slabClass)
    {
        double sum = 0;
        foreach (SlabSample[] sample in window)
        {
            sum += sample[slabClass].AgeSeconds;
        }

        return sum / window.Length;
    }
}

/// <summary>A page's way from a class to another one, or to the pool.</summary>
internal readonly record struct PageMove(int From, int To)
{
    public static PageMove None => new(-1, -1);

    public bool IsNone => From < 0;
}
