using CacheCore.Store;

namespace CacheCore.Maintenance;

/// <summary>
/// Frees expired items that nobody asks for. Walks pages in the order of their addresses, which memory delivers many
/// times faster than the order of the queues.
/// </summary>
internal sealed class ItemCrawler(StoreParts parts, ItemRemovals removals)
{
    private int _page = 1;

    /// <summary>Walks so many pages on from where the last call stopped; returns how many items it freed.</summary>
    public int Run(int pages)
    {
        int freed = 0;
        for (int walked = 0; walked < pages; walked++)
        {
            freed += Walk(_page);
            _page = _page >= parts.Slabs.PageLimit ? 1 : _page + 1;
        }

        return freed;
    }

    /// <summary>Walks all pages.</summary>
    public int RunAll() => Run(parts.Slabs.PageLimit);

    private int Walk(int page)
    {
        int carved = parts.Slabs.CarvedChunks(page, out int chunkSize);
        int freed = 0;
        for (int chunk = 0; chunk < carved; chunk++)
        {
            freed += removals.TryExpire(parts.Pool.ChunkAt(page, chunk * chunkSize)) ? 1 : 0;
        }

        return freed;
    }
}
