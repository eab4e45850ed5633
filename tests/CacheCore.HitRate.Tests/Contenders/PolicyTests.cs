using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Traces;
using NUnit.Framework.Constraints;

namespace CacheCore.HitRate.Tests.Contenders;

/// <summary>
/// What the policies bring, so that a change which costs hits is noticed by every build: the recorded traces are no part of the repository.
/// The figures are medians of 15 runs with the build whose results on the recorded ones docs/eviction.md has.
/// </summary>
internal sealed class PolicyTests
{
    private const int Objects = 10_000;
    private const int Requests = 200_000;

    /// <summary>Points that a run may stay below its figure.</summary>
    private const double Slack = 0.5;

    /// <summary>Runs differ by their hash's seed: of so many the middle one counts, where the first is off.</summary>
    private const int Runs = 5;

    private static readonly Trace Zipf = MadeTraces.Zipf(Objects, Requests, seed: 22);
    private static readonly Trace Scans = MadeTraces.ZipfWithScans(Objects, Requests, seed: 21);

    // An exact LRU has 27.2, 56.2, 74.5 and 18.1, 34.4, 44.0 percent.
    private static readonly object[] Figures =
    [
        new object[] { Zipf, 100, 39.3, 34.2, 28.5 },
        new object[] { Zipf, 1000, 64.3, 60.3, 57.4 },
        new object[] { Zipf, 3000, 77.9, 76.4, 75.3 },
        new object[] { Scans, 100, 27.6, 20.7, 18.8 },
        new object[] { Scans, 1000, 44.4, 39.7, 35.3 },
        new object[] { Scans, 3000, 52.4, 48.1, 45.5 },
    ];

    [TestCaseSource(nameof(Figures))]
    public void Each_policy_keeps_its_hits(Trace trace, int items, double adaptive, double segmented, double flat)
    {
        Expect("adaptive", Is.AtLeast(adaptive - Slack));
        Expect("segmented", Is.EqualTo(segmented).Within(Slack));
        Expect("lru", Is.EqualTo(flat).Within(Slack));

        void Expect(string policy, IResolveConstraint constraint)
        {
            double first = PercentOf(policy);
            bool isOff = !constraint.Resolve().ApplyTo(first).IsSuccess;
            Assert.That(isOff ? MedianOf(policy) : first, constraint, policy);
        }

        double MedianOf(string policy) => Enumerable.Range(0, Runs).Select(_ => PercentOf(policy)).Order().ElementAt(Runs / 2);

        double PercentOf(string policy) => Replay.Run(trace, Contender.Engine(policy), items).Percent;
    }
}
