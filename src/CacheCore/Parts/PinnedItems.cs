using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>
/// Which items are pinned: those whose key begins with one of the prefixes, as long as the chunks of all of them together
/// stay within a bound. They lie in PINNED, where eviction does not look.
/// </summary>
/// <param name="prefixes">Of the keys that ask for it.</param>
/// <param name="namedBound">Bytes; null = a share of the memory limit. Never more than half of that.</param>
/// <param name="memoryLimit">Of the store at first.</param>
internal sealed class PinnedItems(IEnumerable<string> prefixes, long? namedBound, long memoryLimit)
{
    /// <summary>The part of the memory limit that pinned items may take unless the options say otherwise.</summary>
    public const int DefaultShare = 16;

    private readonly KeyPrefixes _prefixes = new(prefixes);
    private long _bound = BoundOf(namedBound, memoryLimit);
    private PaddedCount _bytes;

    /// <summary>True where no key asks for it.</summary>
    public bool AreNone => _prefixes.AreNone;

    /// <summary>What those bytes may come to.</summary>
    public long Bound => Volatile.Read(ref _bound);

    /// <summary>Bytes of the chunks of all pinned items.</summary>
    public long Bytes => Volatile.Read(ref _bytes.Value);

    /// <summary>True if the item of a key is to be pinned, should there be room for it.</summary>
    public bool Want(ReadOnlySpan<byte> key) => _prefixes.Match(key);

    /// <summary>Lets the bound follow another memory limit. What is pinned beyond it stays so.</summary>
    public void Follow(long memoryLimit) => Volatile.Write(ref _bound, BoundOf(namedBound, memoryLimit));

    /// <summary>Takes a chunk's bytes from what may be pinned; false: that is used up.</summary>
    public bool TryTake(int chunkSize)
    {
        bool fits = Interlocked.Add(ref _bytes.Value, chunkSize) <= Volatile.Read(ref _bound);
        if (!fits)
        {
            Release(chunkSize);
        }

        return fits;
    }

    public void Release(int chunkSize) => Interlocked.Add(ref _bytes.Value, -chunkSize);

    private static long BoundOf(long? named, long memoryLimit) => Math.Min(named ?? memoryLimit / DefaultShare, memoryLimit / 2);
}
