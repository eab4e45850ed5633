using CacheCore.Primitives;

namespace CacheCore.Memory;

/// <summary>The pages and free chunks of one chunk size. Its lock guards them all and is the last one anybody takes.</summary>
internal sealed class SlabClass(int index, int chunkSize, int pageSize)
{
    private InnerLock _lock;

    public int Index { get; } = index;

    public int ChunkSize { get; } = chunkSize;

    public int ChunksPerPage { get; } = pageSize / chunkSize;

    public ref InnerLock Lock => ref _lock;

    /// <summary>First of the doubly linked pages that have a chunk to give; 0 = none.</summary>
    public int FirstOpenPage { get; set; }

    public int PageCount { get; set; }

    /// <summary>Pages that have gone back to the pool since the store began.</summary>
    public long PagesReturned { get; set; }

    /// <summary>Chunks in use over all pages.</summary>
    public long UsedChunks { get; set; }
}
