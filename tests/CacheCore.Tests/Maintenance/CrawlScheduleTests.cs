using CacheCore.Maintenance;
using CacheCore.Parts;

namespace CacheCore.Tests.Maintenance;

internal sealed class CrawlScheduleTests
{
    private const uint None = DeadlineHints.Never;

    [TestCase(0u, 256 + 500)]
    [TestCase(7u, 2048 + 500)]
    [TestCase(None - 1, (1L << 40) - 256 + 500)]
    [TestCase(None, long.MaxValue)]
    public void It_sets_out_when_the_unit_is_over_and_others_had_time_to_join(uint earliest, long start) =>
        Assert.That(CrawlSchedule.StartFor(earliest), Is.EqualTo(start));

    [TestCase(1000, 2u)]
    [TestCase(1023, 2u)]
    [TestCase(1024, 3u)]
    [TestCase(1L << 40, None)]
    public void The_last_unit_that_is_over(long now, uint unit)
    {
        Assert.That(CrawlSchedule.LastOver(now), Is.EqualTo(unit == None ? None - 1 : unit));
        Assert.That(DeadlineHints.EndOf(CrawlSchedule.LastOver(now)), Is.LessThanOrEqualTo(now));
    }

    [TestCase(new uint[] { None, 5, 9, 5, None, 4 }, 1, 5u, 1)]
    [TestCase(new uint[] { None, 5, 9, 5, None, 4 }, 2, 5u, 3)]
    [TestCase(new uint[] { None, 5, 9, 5, None, 4 }, 4, 5u, 5)]
    [TestCase(new uint[] { None, 5, 9, 5, None, 4 }, 1, 3u, 0)]
    [TestCase(new uint[] { None, 5, 9, 5, None, 4 }, 6, 9u, 0)]
    [TestCase(new uint[] { None, None, None }, 1, None - 1, 0)]
    [TestCase(new uint[] { None, 0 }, 1, 0u, 1)]
    public void The_next_page_is_the_first_by_address_in_which_something_is_due(uint[] earliest, int from, uint lastUnit, int page) =>
        Assert.That(CrawlSchedule.NextPage([.. earliest.Select(DeadlineHints.NoteOf)], from, lastUnit), Is.EqualTo(page));

    [TestCase(0, 50)]
    [TestCase(1, 50)]
    [TestCase(16, 176)]
    [TestCase(200, 500)]
    public void Pauses_are_many_times_the_work(double worked, long pause) =>
        Assert.That(CrawlSchedule.PauseAfter(worked), Is.EqualTo(pause));

    [TestCase(None, 0, false, false, 60_000)]
    [TestCase(None, 0, false, true, 60_000)]
    [TestCase(None, 400, false, false, 60_000)]
    [TestCase(7u, 0, false, false, 548)]
    [TestCase(7u, 600, false, false, 600)]
    [TestCase(3u, 0, false, false, 0)]
    [TestCase(3u, -40, false, false, 0)]
    [TestCase(100u, 0, false, false, 24_356)]
    [TestCase(100_000u, 0, false, false, 60_000)]
    [TestCase(100u, 0, false, true, 1000)]
    [TestCase(7u, 170, true, false, 170)]
    [TestCase(None, 170, true, false, 170)]
    [TestCase(None, 0, true, true, 0)]
    public void Rest_ends_with_the_first_deadline_and_the_pause(
        uint earliest, long pauseLeft, bool isUnderway, bool clockMayJump, int wait) =>
        Assert.That(CrawlSchedule.WaitFor(earliest, 2000, pauseLeft, isUnderway, clockMayJump), Is.EqualTo(wait));
}
