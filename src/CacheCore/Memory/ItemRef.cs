namespace CacheCore.Memory;

/// <summary>
/// A 4-byte handle of a chunk: its distance from the pool's base in granules of the store's size. Zero is no chunk.
/// Only <see cref="PagePool"/> turns it into an address.
/// </summary>
internal readonly record struct ItemRef(uint Value)
{
    public static ItemRef None => default;

    public bool IsNone => Value == 0;
}
