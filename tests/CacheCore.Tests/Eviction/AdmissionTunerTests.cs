using CacheCore.Eviction;

namespace CacheCore.Tests.Eviction;

/// <summary>A cache of 64 items, whose sample is all requests, under loads that one rule suits and the others do not.</summary>
internal sealed class AdmissionTunerTests
{
    private const int Items = 64;

    /// <summary>Requests of one period of so small a cache.</summary>
    private const int Period = 1000;

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
    public void Keys_that_come_back_soon_or_never_bring_a_large_hot_step_by_step()
    {
        double[] shares = [.. Enumerable.Range(0, 6).Select(_ => Run(AskTwice).HotShare)];

        Assert.That(_tuner.Ratio, Is.EqualTo(1));
        Assert.That(_tuner.Setting.RuleNumber, Is.EqualTo(2));
        Assert.That(shares, Is.EqualTo((double[])[0.2, 0.3, 0.4, 0.5, 0.5, 0.5]).Within(1e-9));
        Assert.That(_tuner.Scores[2], Is.GreaterThan(0.2), "Those that were hit go round in HOT, and take room of others there.");
        Assert.That(_tuner.Scores[1], Is.LessThan(0.1));
    }

    [Test]
    public void A_core_among_keys_that_never_come_back_brings_a_small_one()
    {
        for (int period = 0; period < 4; period++)
        {
            _ = Run(AskTwice);
        }

        double[] shares = [.. Enumerable.Range(0, 12).Select(_ => Run(AskForCore).HotShare)];

        Assert.That(_tuner.Setting.RuleNumber, Is.Not.EqualTo(2));
        Assert.That(shares, Is.Ordered.Descending);
        Assert.That(shares[^1], Is.AtMost(0.1 + 1e-9));
        Assert.That(shares.Zip(shares.Skip(1), (before, after) => before - after), Is.All.AtMost(0.1 + 1e-9));
        Assert.That(_tuner.Scores[_tuner.Setting.RuleNumber], Is.EqualTo(_tuner.Scores.Max()));
    }

    private static int Frequency(ulong key) => key < Core ? 10 : 1;

    private AdmissionSetting Run(Action ask)
    {
        for (int request = 0; request < Period; request += 2)
        {
            ask();
        }

        return _tuner.Setting;
    }

    private void AskTwice()
    {
        _ = _tuner.Access(_next);
        _ = _tuner.Access(_next++ - Pause);
    }

    private void AskForCore()
    {
        _ = _tuner.Access((ulong)_random.Next(Core));
        _ = _tuner.Access(_next++);
    }
}
