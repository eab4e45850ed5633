namespace CacheCore.Access.Values;

/// <summary>What clients of memcached's protocols note about an item, beside what follows its header.</summary>
[Flags]
internal enum ItemMarks : byte
{
    None = 0,

    /// <summary>The value is out of date: it is handed out, and somebody is to renew it.</summary>
    Stale = 1 << 5,

    /// <summary>A client was told that it is to renew the item.</summary>
    Awarded = 1 << 6,

    /// <summary>The key came as Base64: it may hold bytes that a line of text cannot.</summary>
    BinaryKey = 1 << 7,
}
