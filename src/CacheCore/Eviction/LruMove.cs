namespace CacheCore.Eviction;

/// <summary>What becomes of the item at a segment's tail.</summary>
internal enum LruMove
{
    Stay,
    ToHot,
    ToWarm,
    ToCold,
    Evict,
}
