using CacheCore.Tool.Client;

namespace CacheCore.Tool.Top;

/// <summary>A server's figures at one moment.</summary>
/// <param name="TakenAt">When, by a clock that only goes forward.</param>
/// <param name="Figures">Those of <c>stats</c>.</param>
/// <param name="Classes">Its slab classes that hold pages, ascending; none where the server does not tell.</param>
internal sealed record ServerReading(TimeSpan TakenAt, ServerFigures Figures, IReadOnlyList<ClassReading> Classes)
{
    public static async Task<ServerReading> TakeAsync(MemcachedClient client, TimeProvider clock, CancellationToken cancel)
    {
        var figures = new ServerFigures(await StatLine.AskAsync(client, "", cancel).ConfigureAwait(false));
        TimeSpan takenAt = clock.GetElapsedTime(0);
        var slabs = new ServerFigures(await StatLine.AskAsync(client, "slabs", cancel).ConfigureAwait(false));
        var items = new ServerFigures(await StatLine.AskAsync(client, "items", cancel).ConfigureAwait(false));
        return new ServerReading(takenAt, figures, ClassReading.AllOf(slabs, items));
    }
}

/// <summary>One slab class at one moment.</summary>
/// <param name="Id">Its number.</param>
/// <param name="ChunkSize">Bytes of one of its chunks.</param>
/// <param name="Pages">Pages that it has.</param>
/// <param name="Chunks">Chunks on them.</param>
/// <param name="UsedChunks">Of the chunks, those that hold something.</param>
/// <param name="Items">Items in it.</param>
/// <param name="Evictions">Items evicted from it since the server began.</param>
/// <param name="Age">Seconds since its coldest item was last used.</param>
internal sealed record ClassReading(int Id, long ChunkSize, long Pages, long Chunks, long UsedChunks, long Items, long Evictions, long Age)
{
    /// <summary>Bytes of its chunks.</summary>
    public long Memory => ChunkSize * Chunks;

    /// <summary>Part of the chunks that hold something, from 0 to 1; null where there are none.</summary>
    public double? Fill => Chunks == 0 ? null : (double)UsedChunks / Chunks;

    /// <summary>Puts together what <c>stats slabs</c> and <c>stats items</c> say of each class. Pure.</summary>
    public static IReadOnlyList<ClassReading> AllOf(ServerFigures slabs, ServerFigures items) =>
    [
        .. slabs.Groups("")
            .Select(id => new ClassReading(
                id,
                slabs.Count($"{id}:chunk_size"),
                slabs.Count($"{id}:total_pages"),
                slabs.Count($"{id}:total_chunks"),
                slabs.Count($"{id}:used_chunks"),
                items.Count($"items:{id}:number"),
                items.Count($"items:{id}:evicted"),
                items.Count($"items:{id}:age")))
            .Where(static one => one.Pages > 0),
    ];
}
