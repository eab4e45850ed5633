using CacheCore.Access.Items;
using CacheCore.Access.Values;

namespace CacheCore.Listener.Verbs;

/// <summary>How a value is stored, whichever protocol asked for it.</summary>
internal enum StorageWay
{
    Set,
    Add,
    Replace,
    Append,
    Prepend,
}

/// <summary>What a storage command says beside key and value.</summary>
internal readonly record struct StorageRequest
{
    public required StorageWay Way { get; init; }

    public uint ClientFlags { get; init; }

    public ItemLifetime Lifetime { get; init; }

    /// <summary>The CAS value that the item must have; null = any. Add does not look at it.</summary>
    public ulong? Cas { get; init; }

    /// <summary>The CAS value to give the item; null = a new one.</summary>
    public ulong? NewCas { get; init; }

    public ItemMarks Marks { get; init; }

    /// <summary>Append and prepend: the lifetime of an item that is made if there is none; null = none is made.</summary>
    public ItemLifetime? Vivify { get; init; }

    /// <summary>True: a value whose CAS value is lower than the item's is stored nevertheless, as a stale one.</summary>
    public bool MayBeLate { get; init; }
}
