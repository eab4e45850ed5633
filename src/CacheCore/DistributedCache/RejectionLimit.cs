using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.DistributedCache;

/// <summary>Which option a value was rejected by, and what that option comes to at this moment.</summary>
internal static class RejectionLimit
{
    private const string HalfOfMemory = "the largest item that " + nameof(CacheCoreOptions.MemoryLimit) + " allows";

    /// <param name="store">Where the value was to go.</param>
    /// <param name="reason">Why it did not.</param>
    public static (string Option, ByteSize Limit) Of(CacheStore store, WriteResult reason)
    {
        StoreLimits limits = store.Parts.Limits;
        return reason != WriteResult.TooLarge ? (nameof(CacheCoreOptions.MemoryLimit), new(store.MemoryLimit))
            : limits.NamedMaxItemSize <= limits.MaxItemSize ? (nameof(CacheCoreOptions.MaxItemSize), new(limits.NamedMaxItemSize))
            : (HalfOfMemory, new(limits.MaxItemSize));
    }
}
