namespace CacheCore.Eviction;

/// <summary>What the hits counted in a slot mean to a policy.</summary>
/// <param name="ActiveFrom">Hits from which an item counts as active.</param>
/// <param name="AfterLook">Hits that are left to an active item once the policy has acted on them.</param>
/// <param name="AfterRewrite">Hits that a new value under the key is worth at least.</param>
internal sealed record HitRules(int ActiveFrom, int AfterLook, int AfterRewrite)
{
    /// <summary>memcached's two steps: the first hit of all only fetches, each later one activates.</summary>
    private static readonly HitRules Segmented = new(ActiveFrom: 2, AfterLook: 1, AfterRewrite: 2);

    /// <summary>One hit activates, or by recency two; a new value always does.</summary>
    private static readonly HitRules Adaptive = new(ActiveFrom: 1, AfterLook: 0, AfterRewrite: 2);

    private static readonly HitRules Flat = new(ActiveFrom: 1, AfterLook: 0, AfterRewrite: 1);

    public static HitRules Of(EvictionPolicy policy) => policy switch
    {
        EvictionPolicy.Segmented => Segmented,
        EvictionPolicy.Adaptive => Adaptive,
        _ => Flat,
    };
}
