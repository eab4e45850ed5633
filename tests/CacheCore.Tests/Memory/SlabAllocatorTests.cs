using CacheCore.Memory;

namespace CacheCore.Tests.Memory;

internal sealed class SlabAllocatorTests
{
    private const int PageSize = 8192;
    private const int PerPage = PageSize / 1024;

    private PagePool _pool = null!;
    private SlabAllocator _slabs = null!;

    [SetUp]
    public void SetUp()
    {
        var geometry = new PoolGeometry(1 << 20, PageSize);
        _pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, false));
        _slabs = new SlabAllocator(_pool, new SlabClassTable(PageSize, geometry.Granule, [64, 1024]));
    }

    [TearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void Chunks_are_distinct_reserved_and_of_their_class()
    {
        HashSet<ItemRef> chunks = [.. Reserve(1, 20)];

        Assert.That(chunks, Has.Count.EqualTo(20));
        Assert.That(chunks.Select(_slabs.ClassOf), Is.All.EqualTo(1));
        Assert.That(chunks.Select(chunk => _pool.View(chunk).Header.Place.State), Is.All.EqualTo(ChunkState.Reserved));
        Assert.That(chunks.Select(_pool.OffsetInPage).Select(offset => offset % 1024), Is.All.Zero);
        Assert.That((_slabs.Classes[1].PageCount, _slabs.Classes[1].UsedChunks, _pool.UsedPages), Is.EqualTo((3, 20L, 3)));
    }

    [Test]
    public void It_says_no_when_the_pool_has_no_page()
    {
        Assert.That(Reserve(1, 128 * PerPage), Has.Count.EqualTo(128 * PerPage));
        Assert.That(_slabs.TryReserve(1, out ItemRef none), Is.False);
        Assert.That(none.IsNone);
        Assert.That(_slabs.TryReserve(0, out _), Is.False);
        Assert.That(_slabs.TryTakeLink(out _), Is.False);
    }

    [Test]
    public void A_freed_chunk_is_given_again()
    {
        List<ItemRef> chunks = Reserve(1, PerPage);
        _slabs.Free(chunks[3]);
        Assert.That(_pool.View(chunks[3]).Header.Place.State, Is.EqualTo(ChunkState.Free));

        Assert.That(Reserve(1, 1), Is.EqualTo((ItemRef[])[chunks[3]]));
        Assert.That(_pool.UsedPages, Is.EqualTo(1));
    }

    [Test]
    public void A_page_returns_with_its_last_chunk_and_another_class_may_have_it()
    {
        List<ItemRef> chunks = Reserve(1, PerPage);
        int page = _pool.PageOf(chunks[0]);
        chunks.ForEach(_slabs.Free);

        Assert.That((_pool.UsedPages, _slabs.Classes[1].PageCount, _slabs.UseOf(page)), Is.EqualTo((0, 0, PageUse.None)));
        ItemRef small = Reserve(0, 1)[0];
        Assert.That((_pool.PageOf(small), _slabs.ClassOf(small)), Is.EqualTo((page, 0)));
    }

    [Test]
    public void A_page_in_the_middle_of_the_open_ones_may_return()
    {
        List<ItemRef> chunks = Reserve(1, 3 * PerPage);
        ILookup<int, ItemRef> pages = chunks.ToLookup(_pool.PageOf);
        foreach (IGrouping<int, ItemRef> page in pages)
        {
            _slabs.Free(page.First());
        }

        foreach (ItemRef chunk in pages.ElementAt(1).Skip(1))
        {
            _slabs.Free(chunk);
        }

        Assert.That(_slabs.Classes[1].PageCount, Is.EqualTo(2));
        Assert.That(Reserve(1, 2).Select(_pool.PageOf), Is.EquivalentTo((int[])[pages.ElementAt(0).Key, pages.ElementAt(2).Key]));
        Assert.That(_slabs.Classes[1].PageCount, Is.EqualTo(2));
    }

    [Test]
    public void A_draining_page_gives_no_chunks_and_returns_when_it_is_empty()
    {
        List<ItemRef> chunks = Reserve(1, 3);
        int page = _pool.PageOf(chunks[0]);
        Assert.That(_slabs.TryBeginDrain(page, slabClass: 1));
        Assert.That(_slabs.TryBeginDrain(page, slabClass: 1), Is.False, "It is draining already.");
        Assert.That(_slabs.IsDraining(chunks[0]));
        Assert.That(_pool.PageOf(Reserve(1, 1)[0]), Is.Not.EqualTo(page));
        Assert.That(_slabs.CarvedChunks(page, out int chunkSize), Is.EqualTo(3));
        Assert.That(chunkSize, Is.EqualTo(1024));
        chunks.ForEach(_slabs.Free);
        Assert.That(_slabs.UseOf(page), Is.EqualTo(PageUse.Draining));
        Assert.That(_slabs.UsedChunks(page), Is.Zero);

        Assert.That(_slabs.EndDrain(page));
        Assert.That((_slabs.UseOf(page), _pool.UsedPages), Is.EqualTo((PageUse.None, 1)));
    }

    [Test]
    public void A_page_is_drained_for_its_own_class_only()
    {
        int page = _pool.PageOf(Reserve(1, 1)[0]);

        Assert.That(_slabs.TryBeginDrain(page, slabClass: 0), Is.False);
        Assert.That(_slabs.UseOf(page), Is.EqualTo(PageUse.Slab));
    }

    [Test]
    public void A_free_chunk_can_be_had_without_taking_a_page()
    {
        Assert.That(_slabs.TryReserveFree(1, out ItemRef none), Is.False);
        Assert.That((none, _pool.UsedPages), Is.EqualTo((ItemRef.None, 0)));
        _ = Reserve(1, PerPage - 1);

        Assert.That(_slabs.TryReserveFree(1, out ItemRef last));
        Assert.That(_pool.View(last).Header.Place.State, Is.EqualTo(ChunkState.Reserved));
        Assert.That(_slabs.TryReserveFree(1, out _), Is.False);
        Assert.That(_pool.UsedPages, Is.EqualTo(1));
    }

    [Test]
    public void The_page_with_the_fewest_chunks_in_use_is_the_sparse_one()
    {
        List<ItemRef> chunks = Reserve(1, 3 * PerPage);
        Assert.That(_slabs.TryFindSparse(1, out int page), Is.False);
        Assert.That(page, Is.Zero);
        _slabs.Free(chunks[0]);
        _slabs.Free(chunks[PerPage]);
        _slabs.Free(chunks[PerPage + 1]);
        _slabs.Free(chunks[2 * PerPage]);

        Assert.That(_slabs.TryFindSparse(1, out page));
        Assert.That(page, Is.EqualTo(_pool.PageOf(chunks[PerPage])));
    }

    [Test]
    public void A_page_that_was_given_and_not_used_can_be_returned()
    {
        _ = Reserve(1, 1);
        Assert.That(_slabs.TryReturnUnused(), Is.False);
        Assert.That(_slabs.TryGrow(0));
        Assert.That((_slabs.Classes[0].PageCount, _slabs.Classes[0].UsedChunks, _pool.UsedPages), Is.EqualTo((1, 0L, 2)));

        Assert.That(_slabs.TryReturnUnused());
        Assert.That((_slabs.Classes[0].PageCount, _pool.UsedPages), Is.EqualTo((0, 1)));
        Assert.That(_slabs.TryReserveFree(0, out _), Is.False);
    }

    [Test]
    public void A_page_that_would_not_be_emptied_stays_with_its_class()
    {
        List<ItemRef> chunks = Reserve(1, PerPage);
        int page = _pool.PageOf(chunks[0]);
        Assert.That(_slabs.TryBeginDrain(page, slabClass: 1));
        _slabs.Free(chunks[0]);

        Assert.That(_slabs.EndDrain(page), Is.False);
        Assert.That(_slabs.UseOf(page), Is.EqualTo(PageUse.Slab));
        Assert.That(Reserve(1, 1), Is.EqualTo((ItemRef[])[chunks[0]]));
    }

    [Test]
    public void Links_are_counted_and_are_no_slabs()
    {
        Assert.That(_slabs.TryTakeLink(out int page));
        Assert.That((_slabs.LinkPages, _slabs.UseOf(page)), Is.EqualTo((1L, PageUse.Link)));
        Assert.That(_slabs.TryBeginDrain(page, slabClass: 1), Is.False);
        Assert.That(_slabs.CarvedChunks(page, out _), Is.Zero);
        _slabs.FreeLink(page);
        Assert.That((_slabs.LinkPages, _pool.UsedPages), Is.EqualTo((0L, 0)));
    }

    private List<ItemRef> Reserve(int slabClass, int count)
    {
        List<ItemRef> chunks = [];
        for (int i = 0; i < count; i++)
        {
            Assert.That(_slabs.TryReserve(slabClass, out ItemRef chunk));
            chunks.Add(chunk);
        }

        return chunks;
    }
}
