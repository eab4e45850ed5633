using CacheCore.Maintenance;

namespace CacheCore.Tests.Maintenance;

internal sealed class MaintenancePaceTests
{
    [TestCase(1, 0, 2)]
    [TestCase(2, 0, 3)]
    [TestCase(80, 0, 91)]
    [TestCase(120, 0, 128)]
    [TestCase(128, 0, 128)]
    [TestCase(128, 1, 64)]
    [TestCase(64, 1000, 32)]
    [TestCase(1, 1, 1)]
    public void A_round_changes_the_pace(int sleep, int done, int next) =>
        Assert.That(new MaintenancePace(sleep).After(done).SleepMilliseconds, Is.EqualTo(next));

    [TestCase(1, 60_000, 1)]
    [TestCase(100, 30, 30)]
    [TestCase(100, 60_000, 100)]
    [TestCase(128, 60_000, 60_000)]
    [TestCase(128, 0, 1)]
    [TestCase(50, -5, 1)]
    public void Sleep_ends_where_something_is_due(int sleep, int dueIn, int slept) =>
        Assert.That(new MaintenancePace(sleep).SleepUntil(dueIn), Is.EqualTo(slept));

    [Test]
    public void A_second_of_rounds_that_find_nothing_leads_to_rest()
    {
        MaintenancePace pace = MaintenancePace.Start;
        int slept = 0;
        while (!pace.IsResting)
        {
            slept += pace.SleepMilliseconds;
            pace = pace.After(0);
        }

        Assert.That(slept, Is.InRange(500, 2000));
    }
}
