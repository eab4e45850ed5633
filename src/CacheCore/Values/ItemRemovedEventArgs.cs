namespace CacheCore;

/// <summary>Why an item left without anybody asking for it.</summary>
public enum RemovalReason
{
    /// <summary>Its memory was needed for another item.</summary>
    Evicted,

    /// <summary>Its time was over.</summary>
    Expired,
}

/// <summary>Tells a listener of <see cref="CacheStore.ItemRemoved"/> which item left, and why.</summary>
/// <param name="key">A copy of the key's bytes, the listener's to keep.</param>
/// <param name="reason">Why the item left.</param>
public sealed class ItemRemovedEventArgs(ReadOnlyMemory<byte> key, RemovalReason reason) : EventArgs
{
    /// <summary>A copy of the key's bytes, the listener's to keep.</summary>
    public ReadOnlyMemory<byte> Key { get; } = key;

    /// <summary>Why the item left.</summary>
    public RemovalReason Reason { get; } = reason;

    /// <summary>What was known of the item when it left, without its version and what it occupied.</summary>
    internal ItemInfo Info { get; init; }
}
