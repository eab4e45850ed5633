namespace CacheCore.Eviction.Policies;

/// <summary>Which policy each value of the option stands for.</summary>
internal static class PolicyTable
{
    public static Policy Make(EvictionPolicy kind, PolicyRoom room) => kind switch
    {
        EvictionPolicy.Adaptive => new AdaptivePolicy(room),
        EvictionPolicy.Segmented => new SegmentedPolicy(room),
        EvictionPolicy.Lru => new LruPolicy(room),
        EvictionPolicy.Sieve => new SievePolicy(room),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };
}
