namespace CacheCore.Memory;

/// <summary>What a page is used for.</summary>
internal enum PageUse : byte
{
    /// <summary>In the pool, or never taken.</summary>
    None,

    /// <summary>Cut into chunks of one class.</summary>
    Slab,

    /// <summary>Cut into chunks, and being emptied: its free chunks are not given out.</summary>
    Draining,

    /// <summary>A link of a large value.</summary>
    Link,
}

/// <summary>The page table's entry for one page, guarded by the lock of the page's class; readers without it get hints.</summary>
internal struct PageInfo
{
    /// <summary>Chunks that were ever cut; the ones behind have no header yet.</summary>
    public int Carved;

    /// <summary>Chunks in use.</summary>
    public int Used;

    /// <summary>First free chunk among the carved ones.</summary>
    public ItemRef FirstFree;

    /// <summary>Neighbours among the class's pages that have a chunk to give; 0 = none.</summary>
    public int NextOpen;

    public int PreviousOpen;

    public PageUse Use;

    public bool IsOpen;
}
