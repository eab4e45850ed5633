using CacheCore.Access;
using CacheCore.Access.Values;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;

namespace CacheCore.Listener.Tests.Statistics;

/// <summary>
/// Figures that somebody reads while another lets them begin anew: whatever is between the two readings, none is below zero.
/// </summary>
internal sealed class ResetTests
{
    private const int Resets = 3000;

    [Test]
    public async Task No_count_of_the_listener_is_ever_negative()
    {
        ListenerCounts counts = new();
        Task counting = Task.Run(() => CountAndReset(() => counts.Mine.Add(ListenerCounter.Gets), counts.Reset));
        Assert.That(Least(counting, () => counts[ListenerCounter.Gets]), Is.GreaterThanOrEqualTo(0));
        await counting;
    }

    [Test]
    public async Task No_figure_of_the_store_is_ever_negative()
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false, MemoryLimit = 1 << 20 });
        WireSizes sizes = new(new MemcachedListenerOptions());
        using StoreFigures figures = new(store, new StoreAccess(store).View, sizes);
        figures.Begin();
        int key = 0;
        Task counting = Task.Run(() => CountAndReset(() => store.Set($"{key++ % 100_000}", new byte[100]), figures.Reset));
        long least = Least(counting, () => Math.Min(Math.Min(figures.Now.Writes, figures.Now.Misses), figures[TallyFigure.Evictions]));
        Assert.That(least, Is.GreaterThanOrEqualTo(0));
        await counting;
    }

    private static void CountAndReset(Action count, Action reset)
    {
        for (int i = 0; i < Resets; i++)
        {
            for (int one = 0; one < 10; one++)
            {
                count();
            }

            reset();
        }
    }

    private static long Least(Task counting, Func<long> read)
    {
        long least = read();
        while (!counting.IsCompleted)
        {
            least = Math.Min(least, read());
        }

        return least;
    }
}
