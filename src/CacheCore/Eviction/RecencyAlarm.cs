namespace CacheCore.Eviction;

/// <summary>
/// Tells, read by read, that recency has begun to answer many more reads than the rule in force: the cumulative sum (Page, 1954) of its
/// lead beyond what is tolerated. Small leads never add up, a large one does within a twentieth of the cache's reads.
/// </summary>
internal sealed class RecencyAlarm(int capacity)
{
    /// <summary>A lead that the ends of periods see to, in answers a read.</summary>
    private const double Tolerated = 0.2;

    /// <summary>Answers that the lead must come to, for each entry of a shadow directory, and beyond that in all.</summary>
    private const double LeadPerEntry = 0.025;
    private const double FewestAnswers = 6;

    private double _lead;

    /// <summary>Counts one read; true: enough is enough.</summary>
    public bool Goes(bool byRecency, bool byRule)
    {
        double change = (byRecency ? 1 : 0) - (byRule ? 1 : 0) - Tolerated;
        _lead = Math.Max(0, _lead + change);
        return _lead > FewestAnswers + (LeadPerEntry * capacity);
    }

    public void Reset() => _lead = 0;
}
