using CacheCore.Maintenance;
using CacheCore.Reclaiming;

namespace CacheCore.Tests.Maintenance;

/// <summary>Three classes of 100 chunks a page, and large values as the last.</summary>
internal sealed class SlabRebalancerTests
{
    private const int Large = 3;

    private static readonly PageMove ToPool = new(1, PageReclaimer.Pool);
    private static readonly SlabSample Idle = new(Pages: 10, FreeChunks: 0, ChunksPerPage: 100, AgeSeconds: 0, Evictions: 0);
    private static readonly SlabSample IdleLarge = Idle with { ChunksPerPage = 0 };

    [TestCase(250, 0, ExpectedResult = false)]
    [TestCase(251, 0, ExpectedResult = true)]
    [TestCase(251, 1, ExpectedResult = false)]
    public bool A_class_with_free_pages_that_does_not_evict_gives_to_the_pool(int freeChunks, int evictions)
    {
        SlabSample[][] window = Window(Idle, Idle with { FreeChunks = freeChunks }, Idle);
        window[3][1] = window[3][1] with { Evictions = evictions };
        return SlabRebalancer.Decide(window, isFull: true) == ToPool;
    }

    [Test]
    public void It_gives_nothing_to_a_pool_that_has_pages() =>
        Assert.That(SlabRebalancer.Decide(Window(Idle, Idle with { FreeChunks = 900 }, Idle), isFull: false).IsNone);

    [Test]
    public void A_class_that_took_a_page_lately_keeps_its_free_ones()
    {
        SlabSample[][] window = Window(Idle, Idle with { FreeChunks = 900 }, Idle);
        Assert.That(SlabRebalancer.Decide(window, isFull: true), Is.EqualTo(ToPool));
        window[0][1] = window[0][1] with { Pages = 9 };
        Assert.That(SlabRebalancer.Decide(window, isFull: true).IsNone);
    }

    [TestCase(79, ExpectedResult = true)]
    [TestCase(80, ExpectedResult = false)]
    public bool The_oldest_gives_to_the_youngest_that_evicts(int age)
    {
        SlabSample[][] window = Window(Aged(100), Aged(age) with { Evictions = 5 }, Aged(1));
        return SlabRebalancer.Decide(window, isFull: true) == new PageMove(0, 1);
    }

    [Test]
    public void The_youngest_of_several_that_evict_is_served()
    {
        SlabSample[][] window = Window(Aged(50) with { Evictions = 5 }, Aged(100), Aged(40) with { Evictions = 5 });
        Assert.That(SlabRebalancer.Decide(window, isFull: true), Is.EqualTo(new PageMove(1, 2)));
    }

    [TestCase(2, ExpectedResult = false)]
    [TestCase(3, ExpectedResult = true)]
    public bool The_oldest_keeps_two_pages(int pages)
    {
        SlabSample[][] window = Window(
            Aged(100) with { Pages = pages }, Aged(10) with { Evictions = 5, Pages = 2 }, Aged(1) with { Pages = 2 });
        window[^1][Large] = window[^1][Large] with { Pages = 0 };
        return !SlabRebalancer.Decide(window, isFull: true).IsNone;
    }

    [TestCase(900, ExpectedResult = true)]
    [TestCase(901, ExpectedResult = false)]
    public bool The_oldest_keeps_the_pages_that_its_pinned_items_need(int pinned)
    {
        SlabSample[][] window = Window(Aged(100) with { Pinned = pinned }, Aged(10) with { Evictions = 5 }, Aged(1));
        return SlabRebalancer.Decide(window, isFull: true) == new PageMove(0, 1);
    }

    [TestCase(5, 100, ExpectedResult = false)]
    [TestCase(6, 100, ExpectedResult = true)]
    [TestCase(1, 3, ExpectedResult = true)]
    public bool A_class_evicts_if_most_samples_show_it_or_a_quarter_of_all_evictions_are_its_own(int samples, int byOthers)
    {
        SlabSample[][] window = Window(Aged(100) with { Evictions = byOthers }, Aged(10), Aged(1));
        for (int sample = 0; sample < samples; sample++)
        {
            window[^(sample + 1)][1] = window[^(sample + 1)][1] with { Evictions = 20 };
        }

        return SlabRebalancer.Decide(window, isFull: true) == new PageMove(0, 1);
    }

    [Test]
    public void A_class_that_has_stopped_evicting_is_not_served()
    {
        SlabSample[][] window = Window(Aged(100), Aged(10) with { Evictions = 5 }, Aged(1));
        window[^1][1] = window[^1][1] with { Evictions = 0 };
        Assert.That(SlabRebalancer.Decide(window, isFull: true).IsNone);
    }

    [Test]
    public void Ages_are_averages_over_the_window()
    {
        SlabSample[][] window = Window(Aged(100), Aged(75) with { Evictions = 5 }, Aged(1));
        window[2][1] = window[2][1] with { AgeSeconds = 200 };
        Assert.That(SlabRebalancer.Decide(window, isFull: true).IsNone);
    }

    [Test]
    public void Large_values_give_and_are_not_given()
    {
        SlabSample[][] window = Window(Aged(10) with { Evictions = 5 }, Aged(1), Aged(1));
        SetLarge(window, IdleLarge with { AgeSeconds = 100 });
        Assert.That(SlabRebalancer.Decide(window, isFull: true), Is.EqualTo(new PageMove(Large, 0)));
        window = Window(Aged(100), Aged(100), Aged(100));
        SetLarge(window, IdleLarge with { AgeSeconds = 1, Evictions = 50 });
        Assert.That(SlabRebalancer.Decide(window, isFull: true).IsNone);
    }

    [Test]
    public void Nothing_is_decided_before_the_window_is_full()
    {
        SlabSample[][] window = Window(Aged(100) with { FreeChunks = 900 }, Aged(10) with { Evictions = 5 }, Aged(1));
        Assert.That(SlabRebalancer.Decide(window.AsSpan(1), isFull: true).IsNone);
        Assert.That(SlabRebalancer.Decide(window, isFull: true).IsNone, Is.False);
    }

    [TestCase(0, ExpectedResult = false)]
    [TestCase(1, ExpectedResult = true)]
    public bool Eagerly_one_eviction_is_enough_and_no_window_is_awaited(int evictions)
    {
        SlabSample[][] window = Window(Aged(11), Aged(10) with { Evictions = evictions }, Aged(1));
        return SlabRebalancer.DecideEagerly(window.AsSpan(0, 1), isFull: true) == new PageMove(0, 1);
    }

    [TestCase(10, ExpectedResult = false)]
    [TestCase(11, ExpectedResult = true)]
    public bool Eagerly_only_an_older_class_gives_what_it_uses(int age) =>
        SlabRebalancer.DecideEagerly(Window(Aged(age), Aged(10) with { Evictions = 1 }, Aged(1)).AsSpan(0, 1), isFull: true)
        == new PageMove(0, 1);

    [TestCase(99, ExpectedResult = false)]
    [TestCase(100, ExpectedResult = true)]
    public bool Eagerly_a_younger_class_gives_a_page_that_it_does_not_use(int freeChunks)
    {
        SlabSample[][] window = Window(Aged(10) with { Evictions = 1 }, Aged(1) with { FreeChunks = freeChunks }, Aged(1));
        return SlabRebalancer.DecideEagerly(window.AsSpan(0, 1), isFull: true) == new PageMove(1, 0);
    }

    [Test]
    public void Eagerly_the_youngest_of_several_that_evict_is_served()
    {
        SlabSample[][] window = Window(Aged(50) with { Evictions = 9 }, Aged(100), Aged(40) with { Evictions = 1 });
        Assert.That(SlabRebalancer.DecideEagerly(window, isFull: true), Is.EqualTo(new PageMove(1, 2)));
    }

    [Test]
    public void Eagerly_large_values_give_and_are_not_given()
    {
        SlabSample[][] window = Window(Aged(10) with { Evictions = 1 }, Aged(1), Aged(1));
        SetLarge(window, IdleLarge with { AgeSeconds = 100, Evictions = 1 });
        Assert.That(SlabRebalancer.DecideEagerly(window, isFull: true), Is.EqualTo(new PageMove(Large, 0)));
        window = Window(Aged(100), Aged(100), Aged(100));
        SetLarge(window, IdleLarge with { AgeSeconds = 1, Evictions = 50 });
        Assert.That(SlabRebalancer.DecideEagerly(window, isFull: true).IsNone);
    }

    [Test]
    public void Eagerly_free_pages_go_to_the_pool_as_steadily()
    {
        SlabSample[][] window = Window(Idle, Idle with { FreeChunks = 900 }, Idle);
        Assert.That(SlabRebalancer.DecideEagerly(window, isFull: true), Is.EqualTo(ToPool));
        Assert.That(SlabRebalancer.DecideEagerly(window.AsSpan(1), isFull: true).IsNone);
    }

    private static SlabSample Aged(int seconds) => Idle with { AgeSeconds = seconds };

    private static SlabSample[][] Window(SlabSample first, SlabSample second, SlabSample third) =>
        [.. Enumerable.Range(0, SlabRebalancer.Window).Select(_ => new[] { first, second, third, IdleLarge })];

    private static void SetLarge(SlabSample[][] window, SlabSample large) => Array.ForEach(window, sample => sample[Large] = large);
}
