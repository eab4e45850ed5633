using CacheCore.Memory;

namespace CacheCore.Tests.Memory;

internal sealed class FreePagesTests
{
    private const int PageShift = 16;
    private const int PagesPerFrame = 32;
    private const int Frames = 100;

    private PagePool _pool = null!;
    private FreePages _pages = null!;

    [SetUp]
    public void SetUp() => _pages = Make(Frames * PagesPerFrame, PageShift);

    [TearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void The_newest_is_given_first()
    {
        Return(3, 900, 7);
        Assert.That(Take(4), Is.EqualTo([7, 900, 3]));
        Assert.That((_pages.Held, _pages.Discarded), Is.EqualTo((0, 0)));
    }

    [Test]
    public void One_that_was_discarded_is_given_last()
    {
        Return(3, 900);
        Assert.That(_pages.TryDiscard(out int discarded));
        Assert.That((_pages.Held, _pages.Discarded), Is.EqualTo((1, 1)));
        Return(7);

        int[] taken = Take(4);
        Assert.That(taken[..2], Is.EquivalentTo(((int[])[3, 900, 7]).Except([discarded])));
        Assert.That(taken[2..], Is.EqualTo([discarded]));
    }

    [Test]
    public void Frames_leave_as_a_whole()
    {
        // Frames 10 and 50 are free, in no order; of each other frame half is.
        var random = new Random(1);
        int[] free = [.. Enumerable.Range(1, Frames * PagesPerFrame).Where(static page => FrameOf(page) is 10 or 50 || page % 2 == 0)];
        random.Shuffle(free);
        Return(free);

        int[] discarded = Discard(2 * PagesPerFrame);
        Assert.That(
            discarded.GroupBy(FrameOf).Select(static frame => (frame.Key, frame.Count())),
            Is.EqualTo([(10, PagesPerFrame), (50, PagesPerFrame)]));
        Assert.That(Discard(PagesPerFrame).Select(FrameOf).Distinct().Count(), Is.EqualTo(2), "Two halves.");
    }

    /// <summary>As when an index grows in a store that was cleared: one page is given, two leave.</summary>
    [Test]
    public void Pages_that_are_given_meanwhile_are_of_other_frames()
    {
        int[] all = [.. Enumerable.Range(1, Frames * PagesPerFrame)];
        new Random(2).Shuffle(all);
        Return(all);
        var taken = new HashSet<int>();
        var left = new HashSet<int>();
        for (int i = 0; i < 10 * PagesPerFrame; i++)
        {
            taken.UnionWith(Take(1));
            left.UnionWith(Discard(2));
        }

        IEnumerable<int> torn = left.GroupBy(FrameOf)
            .Where(frame => frame.Count() + taken.Count(page => FrameOf(page) == frame.Key) < PagesPerFrame)
            .Select(static one => one.Key);
        Assert.That(left.Select(FrameOf).Distinct().Count(), Is.LessThanOrEqualTo((20 * 4 / 3) + 1), "So many frames were broken up.");
        Assert.That(torn.Count(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Whatever_is_done_each_page_is_in_one_place()
    {
        var random = new Random(3);
        var free = new HashSet<int>();
        var used = new HashSet<int>(Enumerable.Range(1, Frames * PagesPerFrame));
        int discarded = 0;
        for (int i = 0; i < 100_000; i++)
        {
            switch (random.Next(i / 10_000 % 2 == 0 ? 4 : 3))
            {
                case 0:
                    bool hadOne = free.Count > 0;
                    discarded -= _pages is { Held: 0, Discarded: > 0 } ? 1 : 0;
                    Assert.That(_pages.TryTake(out int page), Is.EqualTo(hadOne));
                    Assert.That(!hadOne || (free.Remove(page) && used.Add(page)));
                    break;
                case 1:
                    bool canLeave = free.Count > discarded;
                    Assert.That(_pages.TryDiscard(out int leaving), Is.EqualTo(canLeave));
                    Assert.That(!canLeave || free.Contains(leaving));
                    discarded += canLeave ? 1 : 0;
                    break;
                default:
                    if (used.Count > 0)
                    {
                        int some = used.ElementAt(random.Next(Math.Min(used.Count, 50)));
                        _ = used.Remove(some);
                        _ = free.Add(some);
                        _pages.Return(some);
                    }

                    break;
            }

            Assert.That((_pages.Held, _pages.Discarded), Is.EqualTo((free.Count - discarded, discarded)));
        }
    }

    [TestCase(13, 1)]
    [TestCase(20, 3)]
    public void Pages_of_any_size_have_their_frames(int pageShift, int pageCount)
    {
        _pool.Dispose();
        FreePages pages = Make(pageCount, pageShift);
        for (int page = 1; page <= pageCount; page++)
        {
            pages.Return(page);
        }

        HashSet<int> left = [];
        while (pages.TryDiscard(out int page))
        {
            _ = left.Add(page);
        }

        Assert.That(left, Has.Count.EqualTo(pageCount));
    }

    private FreePages Make(int pageCount, int pageShift)
    {
        var geometry = new PoolGeometry((long)pageCount << pageShift, 1 << pageShift);
        _pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, hugePages: false));
        return new FreePages(_pool);
    }

    private static int FrameOf(int page) => (page - 1) / PagesPerFrame;

    private void Return(params int[] pages) => Array.ForEach(pages, _pages.Return);

    private int[] Take(int most)
    {
        List<int> taken = [];
        while (taken.Count < most && _pages.TryTake(out int page))
        {
            taken.Add(page);
        }

        return [.. taken];
    }

    private int[] Discard(int most)
    {
        List<int> left = [];
        while (left.Count < most && _pages.TryDiscard(out int page))
        {
            left.Add(page);
        }

        return [.. left];
    }
}
