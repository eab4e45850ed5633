namespace CacheCore;

/// <summary>Who leaves when memory is needed.</summary>
public enum EvictionPolicy
{
    /// <summary>
    /// HOT, WARM and COLD by recency, until the load shows that a memory of evicted keys and a contest of frequencies between newcomer and
    /// victim do better: tuned while it runs by six small directories that try the rules on a sample of the keys.
    /// The best hit ratio on most loads.
    /// </summary>
    Adaptive,

    /// <summary>memcached's rules for HOT, WARM and COLD, with its tunables.</summary>
    Segmented,

    /// <summary>One queue for all: who was used since it was last at the tail goes round again, the others leave.</summary>
    Lru,

    /// <summary>
    /// SIEVE: one queue and a hand that goes round it from the oldest to the newest. Who was asked for since it last came by keeps its
    /// place, the first who was not leaves.
    /// </summary>
    Sieve,
}
