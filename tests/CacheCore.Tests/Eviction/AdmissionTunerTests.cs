using CacheCore.Eviction;
using CacheCore.Primitives;

namespace CacheCore.Tests.Eviction;

/// <summary>A cache of 64 items, whose sample is all requests, under loads that one rule suits and the others do not.</summary>
internal sealed class AdmissionTunerTests
{
    private const int Items = 64;

    /// <summary>Reads of one period of so small a cache.</summary>
    private const int Period = 500;

    /// <summary>A third of the cache: longer than a tenth of it keeps a newcomer, shorter than a half.</summary>
    private const int Pause = 20;

    private const int Core = 50;

    private readonly Random _random = new(1);
    private AdmissionTuner _tuner = null!;
    private ulong _next;

    [SetUp]
    public void SetUp()
    {
        _next = Core;
        _tuner = new AdmissionTuner(Items, Frequency, AdmissionSetting.First);
    }

    [Test]
    public void What_is_read_once_soon_after_it_was_written_stays_with_recency()
    {
        for (int period = 0; period < 20; period++)
        {
            Assert.That(Run(WriteAndReadOnce), Is.EqualTo(AdmissionSetting.First));
        }

        Assert.That(_tuner.Ratio, Is.EqualTo(1));
        Assert.That(_tuner.Scores[AdmissionRule.First], Is.GreaterThan(0.95));
        Assert.That(_tuner.Scores[1], Is.LessThan(0.5));
    }

    [Test]
    public void A_core_among_keys_that_never_come_back_brings_a_contest_and_a_small_hot_step_by_step()
    {
        double[] shares = [.. Enumerable.Range(0, 40).Select(_ => Run(AskForCore).HotShare)];

        Assert.That(_tuner.Setting.RuleNumber, Is.AnyOf(0, 1, 4));
        Assert.That(shares, Is.Ordered.Descending);
        Assert.That(shares[^1], Is.EqualTo(0.1).Within(1e-9));
        Assert.That(shares.Zip(shares.Skip(1), (before, after) => before - after), Is.All.AtMost(0.05 + 1e-9));
    }

    [Test]
    public void Recency_is_back_at_once_when_fresh_writes_begin_to_be_lost()
    {
        for (int period = 0; period < 20; period++)
        {
            _ = Run(AskForCore);
        }

        Assert.That(_tuner.Setting.Rule.IsRecency, Is.False);
        int reads = 0;
        while (!_tuner.Setting.Rule.IsRecency)
        {
            WriteAndReadOnce();
            reads++;
        }

        Assert.That(reads, Is.LessThan(Items), "Long before the period's end.");
        Assert.That(_tuner.Setting, Is.EqualTo(AdmissionSetting.First), "With all of its HOT.");
        for (int period = 0; period < 4; period++)
        {
            Assert.That(Run(WriteAndReadOnce), Is.EqualTo(AdmissionSetting.First), "What was learned before is about another load.");
        }
    }

    [Test]
    public void Rules_that_do_equally_well_change_nothing()
    {
        for (int read = 0; read < 10 * Period; read++)
        {
            ulong key = (ulong)_random.Next(Core);
            _ = Tell(key, read < 4 * Core ? SampledKind.Write : SampledKind.Hit);
            Assert.That(_tuner.Setting, Is.EqualTo(AdmissionSetting.First));
        }
    }

    private static int Frequency(ulong key) => key < Core ? 10 : 1;

    private AdmissionSetting Run(Action ask)
    {
        for (int read = 0; read < Period; read++)
        {
            ask();
        }

        return _tuner.Setting;
    }

    /// <summary>One write, and the one read of what was written a while ago.</summary>
    private void WriteAndReadOnce()
    {
        _ = Tell(_next, SampledKind.Write);
        _ = Tell(_next++ - Pause, SampledKind.FirstHit);
    }

    /// <summary>A read of the core, and a key that comes once; the cache has neither, so that it stores both.</summary>
    private void AskForCore()
    {
        ulong key = (ulong)_random.Next(Core);
        _ = Tell(key, SampledKind.Miss);
        _ = Tell(key, SampledKind.Write);
        _ = Tell(_next++, SampledKind.Write);
    }

    private bool Tell(ulong key, SampledKind kind) => _tuner.Request(new SampledRequest(key, kind));
}
