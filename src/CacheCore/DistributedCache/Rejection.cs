using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.DistributedCache;

/// <summary>Why a set was rejected: what it was refused by, and what that comes to at this moment.</summary>
internal readonly struct Rejection
{
    private const string HalfOfMemory = "the largest item that " + nameof(CacheCoreOptions.MemoryLimit) + " allows";

    /// <summary>What an adapter's item may have behind its header, at most: a key that fits beside it fits beside less.</summary>
    private static readonly ItemTraits MostTraits = new(sliding: true, lastDeadline: true, clientFlags: false, large: false);

    /// <param name="store">Where the value was to go.</param>
    /// <param name="result">What the store said.</param>
    /// <param name="keyLength">Bytes of the key.</param>
    /// <param name="valueLength">Bytes of the value.</param>
    public Rejection(CacheStore store, WriteResult result, int keyLength, long valueLength)
    {
        (StoreLimits limits, StoreMemory memory) = (store.Parts.Limits, store.Parts.Memory);
        Result = result;
        KeyLength = keyLength;
        ValueLength = valueLength;
        IsOfKey = result == WriteResult.TooLarge && keyLength + valueLength <= limits.MaxItemSize;
        PageSize = memory.Pool.Geometry.PageSize;
        LongestKey = IsOfKey ? ItemLayout.LongestKey((int)valueLength, MostTraits, memory.Pool, memory.Slabs.Table) : ushort.MaxValue;
        (Option, Limit) = result != WriteResult.TooLarge ? (nameof(CacheCoreOptions.MemoryLimit), new(store.MemoryLimit))
            : limits.NamedMaxItemSize <= limits.MaxItemSize ? (nameof(CacheCoreOptions.MaxItemSize), new(limits.NamedMaxItemSize))
            : (HalfOfMemory, new ByteSize(limits.MaxItemSize));
    }

    public WriteResult Result { get; }

    public int KeyLength { get; }

    public long ValueLength { get; }

    /// <summary>True: the item is small enough, but no page has room for its key.</summary>
    public bool IsOfKey { get; }

    public int PageSize { get; }

    /// <summary>Bytes of the longest key that has room beside such a value, whatever lifetime it has.</summary>
    public int LongestKey { get; }

    /// <summary>The option that the item was refused by.</summary>
    public string Option { get; }

    public ByteSize Limit { get; }
}
