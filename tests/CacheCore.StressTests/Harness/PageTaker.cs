using CacheCore.Memory;
using CacheCore.Reclaiming;
using CacheCore.Wiring;

namespace CacheCore.StressTests.Harness;

/// <summary>
/// Empties pages of a store by the page, where a store itself names classes only. For one thread, and stores with room
/// enough that they take no pages themselves.
/// </summary>
internal sealed class PageTaker
{
    private const int Slack = 16;

    /// <summary>
    /// Pages of free chunks: those that writers empty go back to the pool meanwhile, many of them while this thread waits for its turn.
    /// </summary>
    private const int SparePages = 24;

    private readonly StoreParts _parts;
    private readonly PageMover _mover;

    public PageTaker(CacheStore store)
    {
        _parts = store.Parts;
        _mover = new StoreWorkers(_parts).Mover;
    }

    /// <summary>
    /// Empties a page after its class was given room for all that is in it; false: it is no slab page, or somebody holds a chunk of it.
    /// </summary>
    public bool TryTake(int page)
    {
        (PageInfo info, int number) = _parts.Memory.Slabs.Inspect(page);
        if (info.Use != PageUse.Slab)
        {
            return false;
        }

        // Room for what moves, and for what writers take meanwhile, and with pages that go when they give back their last chunk.
        SlabClass one = _parts.Memory.Slabs.Classes[number];
        while (((long)one.PageCount * one.ChunksPerPage) - one.UsedChunks < (SparePages * one.ChunksPerPage) + Slack
            && _parts.Memory.Slabs.TryGrow(number))
        {
        }

        return _mover.TryEmpty(page, number, _parts.Clock.NowMilliseconds);
    }

    /// <summary>As <see cref="TryTake"/>, any of the pages that were ever used.</summary>
    public bool TryTakeAny(Random random)
    {
        int highest = _parts.Memory.Slabs.PageCount;
        while (highest > 1 && !_parts.Memory.Pool.IsPage((uint)highest))
        {
            highest /= 2;
        }

        return TryTake(random.Next(1, Math.Min(_parts.Memory.Slabs.PageCount, highest * 2) + 1));
    }
}
