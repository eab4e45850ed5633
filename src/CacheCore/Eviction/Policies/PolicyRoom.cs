using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Eviction.Policies;

/// <summary>What a policy works in: the memory of the items, the index that leads to them, and what may be tuned.</summary>
internal sealed record PolicyRoom(PagePool Pool, HashIndex Index, KeyHash Hash, LruTunables Shares);
