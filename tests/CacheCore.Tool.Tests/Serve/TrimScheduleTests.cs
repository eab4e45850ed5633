using System.Globalization;
using CacheCore.Tool.Serve;

namespace CacheCore.Tool.Tests.Serve;

internal sealed class TrimScheduleTests
{
    /// <summary>Peaks in megabytes, one for each look, and whether that look trims.</summary>
    [TestCase("0 0 0 0", "----", TestName = "Where_nothing_was_used_nothing_is_trimmed")]
    [TestCase("100 0 0 0 0", "--X--", TestName = "A_burst_is_trimmed_once_and_after_a_while")]
    [TestCase("100 100 100 100", "----", TestName = "What_is_in_use_is_not_trimmed")]
    [TestCase("100 0 100 0 100 0", "------", TestName = "A_load_that_comes_and_goes_is_left_alone")]
    [TestCase("100 60 60 60", "--X-", TestName = "What_stays_in_use_is_no_reason_to_keep_the_rest")]
    [TestCase("100 60 60 0 0 0", "--X-X-", TestName = "What_is_left_of_a_burst_is_trimmed_when_it_goes")]
    [TestCase("7 0 0 0", "----", TestName = "Little_is_not_worth_it")]
    [TestCase("500 480 490 480 470", "-----", TestName = "A_heavy_load_that_wanders_is_left_alone")]
    [TestCase("100 0 0 100 0 0", "--X--X", TestName = "Each_burst_is_trimmed")]
    public void It_trims(string peaks, string trims)
    {
        TrimSchedule schedule = new();

        Assert.That(
            string.Concat(
                peaks.Split(' ').Select(peak => schedule.IsDue(long.Parse(peak, CultureInfo.InvariantCulture) << 20) ? 'X' : '-')),
            Is.EqualTo(trims));
    }
}
