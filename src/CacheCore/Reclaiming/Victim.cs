using CacheCore.Memory;

namespace CacheCore.Reclaiming;

/// <summary>An item that left because memory was needed; reserved for whoever let it go.</summary>
/// <param name="Item">Its chunk; none: nobody left.</param>
/// <param name="Reason">Why it left: one whose time was over was not evicted.</param>
/// <param name="WasRead">It was read since it was written.</param>
internal readonly record struct Victim(ItemRef Item, RemovalReason Reason, bool WasRead);
