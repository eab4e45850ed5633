namespace CacheCore.Eviction;

/// <summary>
/// Finds the <see cref="AdmissionRule"/> that suits the load: runs a sample of the requests through one shadow directory for
/// each rule, compares their hit ratios once a period and moves the cache towards the best. One thread at a time.
/// </summary>
internal sealed class AdmissionTuner
{
    /// <summary>A period lasts so many requests for each item of the cache, and not less than the second number in all.</summary>
    private const int RequestsPerItem = 2;
    private const int FewestRequests = 1000;

    private const int FewestSampled = 50;

    /// <summary>Weight of the last period's hit ratio in a score.</summary>
    private const double Freshness = 0.4;

    /// <summary>A directory holds a 64th of the items, at least so many and at most so many.</summary>
    private const int UsualRatio = 64;
    private const int FewestEntries = 64;
    private const int MostEntries = 1024;
    private const int SmallestDirectory = 16;

    /// <summary>HOT's target moves by so much of the cache a period at most.</summary>
    private const double LargestStep = 0.1;

    private readonly ShadowDirectory[] _shadows;
    private readonly double[] _scores;
    private readonly int[] _hits;
    private readonly long _period;
    private int _sampled;

    public AdmissionTuner(long items, Func<ulong, int> estimate, AdmissionSetting setting)
    {
        Items = items;
        Ratio = RatioFor(items);
        Setting = setting;
        int capacity = CapacityFor(items);
        _shadows = [.. AdmissionRule.All.Select(rule => new ShadowDirectory(rule, capacity, estimate))];
        _scores = new double[_shadows.Length];
        _hits = new int[_shadows.Length];
        Array.Fill(_scores, double.NaN);
        _period = Math.Max(FewestSampled + 1, Math.Max(FewestRequests, RequestsPerItem * items) / Ratio);
    }

    /// <summary>Items that the tuner was made for.</summary>
    public long Items { get; }

    /// <summary>One key in so many is in the sample; a power of two.</summary>
    public long Ratio { get; }

    public AdmissionSetting Setting { get; private set; }

    /// <summary>A copy of what the comparison goes by: the hit ratio that each rule would bring, from 0 to 1. Not a number before the first period has ended.</summary>
    public IReadOnlyList<double> Scores => [.. _scores];

    /// <summary>Managed bytes of a tuner for so many items.</summary>
    public static long BytesFor(long items) => AdmissionRule.All.Count * ShadowDirectory.BytesFor(CapacityFor(items));

    /// <summary>One sampled request; true: a period has ended, and <see cref="Setting"/> may have changed.</summary>
    public bool Access(ulong hash)
    {
        for (int shadow = 0; shadow < _shadows.Length; shadow++)
        {
            _hits[shadow] += _shadows[shadow].Access(hash) ? 1 : 0;
        }

        if (++_sampled < _period)
        {
            return false;
        }

        EndPeriod();
        return true;
    }

    private void EndPeriod()
    {
        int best = Setting.RuleNumber;
        for (int shadow = 0; shadow < _shadows.Length; shadow++)
        {
            double ratio = (double)_hits[shadow] / _sampled;
            _scores[shadow] = double.IsNaN(_scores[shadow]) ? ratio : ((1 - Freshness) * _scores[shadow]) + (Freshness * ratio);
            _hits[shadow] = 0;
        }

        for (int shadow = 0; shadow < _shadows.Length; shadow++)
        {
            best = _scores[shadow] > _scores[best] ? shadow : best;
        }

        _sampled = 0;
        double change = Math.Clamp(AdmissionRule.All[best].HotShare - Setting.HotShare, -LargestStep, LargestStep);
        Setting = new AdmissionSetting(best, Setting.HotShare + change);
    }

    private static long RatioFor(long items)
    {
        long ratio = UsualRatio;
        while (ratio > 1 && items / ratio < FewestEntries)
        {
            ratio /= 2;
        }

        while (items / ratio > MostEntries)
        {
            ratio *= 2;
        }

        return ratio;
    }

    private static int CapacityFor(long items) => (int)Math.Max(SmallestDirectory, items / RatioFor(items));
}

/// <summary>The rule that a cache runs by, and HOT's share, which follows the rule's in steps.</summary>
internal sealed record AdmissionSetting(int RuleNumber, double HotShare)
{
    public static AdmissionSetting First { get; } = new(AdmissionRule.First, AdmissionRule.All[AdmissionRule.First].HotShare);

    public AdmissionRule Rule => AdmissionRule.All[RuleNumber];
}
