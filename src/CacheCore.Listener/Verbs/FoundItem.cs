using CacheCore.Access.Items;

namespace CacheCore.Listener.Verbs;

/// <summary>
/// What a lookup keeps of the item it has found, to be counted and amended by. A few words, one by one: a whole <see cref="ItemSight"/>,
/// copied on when it has only just been written, makes the processor wait for each copy.
/// </summary>
/// <param name="Version">Its <see cref="ItemSight.Version"/>.</param>
/// <param name="ValueLength">Bytes of its value.</param>
/// <param name="Flags">The caller's 32 bits.</param>
internal readonly record struct FoundItem(ulong Version, int ValueLength, uint Flags)
{
    public FoundItem(in ItemSight sight)
        : this(sight.Version, sight.ValueLength, sight.Flags)
    {
    }
}
