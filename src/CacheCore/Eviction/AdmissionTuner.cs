using CacheCore.Primitives;

namespace CacheCore.Eviction;

/// <summary>
/// Finds the <see cref="AdmissionRule"/> that suits the load: runs a sample of the requests through one shadow directory for
/// each rule, and compares how many reads each would have answered. One thread at a time.
/// <code>
///  at the end of a period      the best rule, if it misses clearly less than the one in force; HOT's share follows in steps
///  at any moment               recency, all at once, as soon as it would have answered many more reads than the rule in force
/// </code>
/// So a cache leaves recency on evidence, and is back before many fresh writes are lost.
/// </summary>
internal sealed class AdmissionTuner
{
    /// <summary>A period lasts so many reads for each item of the cache, and not less than the second number in all.</summary>
    private const int ReadsPerItem = 1;
    private const int FewestReads = 500;

    private const int FewestSampled = 50;

    /// <summary>Weight of the last period's hit ratio in a score.</summary>
    private const double Freshness = 0.225;

    /// <summary>A rule has to do with so much fewer misses than the one in force; anything less may be chance.</summary>
    private const double Margin = 0.01;

    /// <summary>A directory holds a 64th of the items, at least so many and at most so many.</summary>
    private const int UsualRatio = 64;
    private const int FewestEntries = 64;
    private const int MostEntries = 1024;
    private const int SmallestDirectory = 16;

    /// <summary>HOT's target moves by so much of the cache a period at most.</summary>
    private const double LargestStep = 0.05;

    private readonly ShadowDirectory[] _shadows;
    private readonly bool[] _answered;
    private readonly double[] _scores;
    private readonly int[] _hits;
    private readonly long _period;
    private readonly RecencyAlarm _alarm;
    private int _reads;
    private bool _beginsAnew = true;

    /// <summary>The directories had room when the period began, so that its hits are no measure.</summary>
    private bool _isWarmingUp = true;

    public AdmissionTuner(long items, Func<ulong, int> estimate, AdmissionSetting setting)
    {
        Items = items;
        Ratio = RatioFor(items);
        Setting = setting;
        int capacity = CapacityFor(items);
        _shadows = [.. AdmissionRule.All.Select(rule => new ShadowDirectory(rule, capacity, estimate))];
        _answered = new bool[_shadows.Length];
        _scores = new double[_shadows.Length];
        _hits = new int[_shadows.Length];
        _alarm = new RecencyAlarm(capacity);
        Array.Fill(_scores, double.NaN);
        _period = Math.Max(FewestSampled + 1, Math.Max(FewestReads, ReadsPerItem * items) / Ratio);
    }

    /// <summary>Items that the tuner was made for.</summary>
    public long Items { get; }

    /// <summary>One key in so many is in the sample; a power of two.</summary>
    public long Ratio { get; }

    public AdmissionSetting Setting { get; private set; }

    /// <summary>
    /// A copy of what the comparison goes by: the hit ratio that each rule would bring, from 0 to 1.
    /// Not a number before the first period has ended.
    /// </summary>
    public IReadOnlyList<double> Scores => [.. _scores];

    /// <summary>Managed bytes of a tuner for so many items.</summary>
    public static long BytesFor(long items) => AdmissionRule.All.Count * ShadowDirectory.BytesFor(CapacityFor(items));

    /// <summary>One sampled request; true: <see cref="Setting"/> or <see cref="Scores"/> may have changed.</summary>
    public bool Request(SampledRequest request)
    {
        for (int shadow = 0; shadow < _shadows.Length; shadow++)
        {
            _answered[shadow] = _shadows[shadow].Request(request);
        }

        return request.Kind is not (SampledKind.Write or SampledKind.Rewrite) && CountRead();
    }

    private bool CountRead()
    {
        for (int shadow = 0; shadow < _shadows.Length; shadow++)
        {
            _hits[shadow] += _answered[shadow] ? 1 : 0;
        }

        if (!Setting.Rule.IsRecency && _alarm.Goes(_answered[AdmissionRule.First], _answered[Setting.RuleNumber]))
        {
            ReturnToRecency();
            return true;
        }

        if (++_reads < _period)
        {
            return false;
        }

        EndPeriod();
        return true;
    }

    /// <summary>What the scores say is about a load that is over.</summary>
    private void ReturnToRecency()
    {
        Setting = AdmissionSetting.First;
        _alarm.Reset();
        _beginsAnew = true;
        BeginPeriod();
    }

    private void EndPeriod()
    {
        int best = Setting.RuleNumber;
        bool isTooEarly = _isWarmingUp;
        for (int shadow = 0; shadow < _shadows.Length; shadow++)
        {
            double ratio = (double)_hits[shadow] / _reads;
            _scores[shadow] = _beginsAnew ? ratio : ((1 - Freshness) * _scores[shadow]) + (Freshness * ratio);
        }

        for (int shadow = 0; shadow < _shadows.Length; shadow++)
        {
            best = _scores[shadow] > _scores[best] ? shadow : best;
        }

        _beginsAnew = isTooEarly;
        BeginPeriod();
        bool isBetter = !isTooEarly && IsClearlyBetter(_scores[best], _scores[Setting.RuleNumber]);
        Setting = Setting.TowardsRule(isBetter ? best : Setting.RuleNumber, LargestStep);
    }

    private void BeginPeriod()
    {
        Array.Clear(_hits);
        _reads = 0;
        _isWarmingUp = _shadows[AdmissionRule.First].HasRoom;
    }

    /// <summary>Compares the misses, so that a cache that hits nearly always can still find a better rule.</summary>
    private static bool IsClearlyBetter(double score, double inForce) => 1 - score < (1 - inForce) * (1 - Margin);

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
