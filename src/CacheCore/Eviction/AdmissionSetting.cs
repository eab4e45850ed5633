namespace CacheCore.Eviction;

/// <summary>The rule that a cache runs by, and HOT's share, which follows the rule's in steps.</summary>
internal sealed record AdmissionSetting(int RuleNumber, double HotShare)
{
    public static AdmissionSetting First { get; } = new(AdmissionRule.First, AdmissionRule.All[AdmissionRule.First].HotShare);

    public AdmissionRule Rule => AdmissionRule.All[RuleNumber];

    /// <summary>
    /// The setting after one step towards a rule. Recency has its share at once: HOT only grows by it, so nobody has to leave for that.
    /// </summary>
    public AdmissionSetting TowardsRule(int number, double largestStep)
    {
        AdmissionRule rule = AdmissionRule.All[number];
        double change = rule.HotShare - HotShare;
        return new AdmissionSetting(number, HotShare + (rule.IsRecency ? change : Math.Clamp(change, -largestStep, largestStep)));
    }
}
