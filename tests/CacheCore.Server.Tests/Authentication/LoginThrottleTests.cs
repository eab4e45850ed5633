using CacheCore.Server.Authentication;

namespace CacheCore.Server.Tests.Authentication;

internal sealed class LoginThrottleTests
{
    private const long Now = 1_000_000;

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(2, 0)]
    [TestCase(3, 100)]
    [TestCase(4, 200)]
    [TestCase(5, 400)]
    [TestCase(6, 800)]
    [TestCase(7, 1000)]
    [TestCase(1_000_000, 1000)]
    public void A_connection_waits_twice_as_long_each_time_but_for_the_first(int failures, long delay) =>
        Assert.That(LoginThrottle.DelayOf(failures, fullAt: 0, Now), Is.EqualTo(delay));

    // milliseconds until the bucket will be full: each failure that is not forgotten takes a second
    [TestCase(-5, 0)]
    [TestCase(0, 0)]
    [TestCase(9_000, 0)]
    [TestCase(9_001, 1)]
    [TestCase(9_600, 600)]
    [TestCase(10_000, 1000)]
    [TestCase(11_000, 1000)]
    [TestCase(1_000_000, 1000)]
    public void An_address_whose_bucket_is_empty_waits_for_the_next_drop(long untilFull, long delay) =>
        Assert.That(LoginThrottle.DelayOf(failures: 0, Now + untilFull, Now), Is.EqualTo(delay));

    [TestCase(4, 9_900, 900)]
    [TestCase(6, 9_100, 800)]
    public void The_longer_of_both_counts(int failures, long untilFull, long delay) =>
        Assert.That(LoginThrottle.DelayOf(failures, Now + untilFull, Now), Is.EqualTo(delay));

    [TestCase(0L, 1_000)]
    [TestCase(Now - 1, 1_000)]
    [TestCase(Now + 500, 1_500)]
    [TestCase(Now + 10_000, 11_000)]
    [TestCase(Now + 11_000, 11_000)]
    public void A_failure_is_forgotten_after_a_second_and_few_are_remembered(long fullAt, long untilFull) =>
        Assert.That(LoginThrottle.FullAfterFailure(fullAt, Now) - Now, Is.EqualTo(untilFull));

    [Test]
    public void Ten_failures_at_once_are_free_and_the_eleventh_attempt_waits()
    {
        long fullAt = 0;
        List<long> delays = [];
        for (int i = 0; i < 12; i++)
        {
            delays.Add(LoginThrottle.DelayOf(failures: 0, fullAt, Now));
            fullAt = LoginThrottle.FullAfterFailure(fullAt, Now);
        }

        Assert.That(delays, Is.EqualTo((long[])[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 1000]));
        Assert.That(LoginThrottle.DelayOf(failures: 0, fullAt, Now + 2_000), Is.Zero, "two seconds later all is forgiven but nine");
    }
}
