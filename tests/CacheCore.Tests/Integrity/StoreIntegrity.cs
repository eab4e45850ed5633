using System.Runtime.CompilerServices;
using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Wiring;

namespace CacheCore.Tests.Integrity;

/// <summary>
/// Checks a whole store in which nothing runs: index, queues, pages and counts must tell the same story. What stress
/// tests and model tests end with.
/// </summary>
internal sealed class StoreIntegrity
{
    private const int MostProblems = 20;

    private readonly StoreParts _parts;
    private readonly PagePool _pool;
    private readonly List<string> _problems = [];
    private readonly HashSet<ItemRef> _linked = [];
    private readonly HashSet<ItemRef> _tails = [];
    private readonly HashSet<int> _links = [];
    private long _pinnedBytes;
    private readonly long[] _storedBytes;

    private StoreIntegrity(StoreParts parts)
    {
        _parts = parts;
        _pool = parts.Memory.Pool;
        _storedBytes = new long[parts.Eviction.Lru.Count];
    }

    /// <summary>So long a round of maintenance may take on a busy machine.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Fails the running test if anything in the store contradicts anything else. Where it is kept in order in the background, somebody may
    /// be in the midst of something: that comes to an end, and what is wrong does not. Else nobody is, and nothing is waited for.
    /// </summary>
    public static void Check(CacheStore store)
    {
        if (store.Upkeep is null)
        {
            Check(store.Parts);
            return;
        }

        IReadOnlyList<string> problems = [];
        _ = SpinWait.SpinUntil(() => (problems = Problems(store.Parts)).Count == 0, LongestRound);
        Assert.That(problems, Is.Empty, () => string.Join(Environment.NewLine, problems));
    }

    public static void Check(StoreParts parts)
    {
        IReadOnlyList<string> problems = Problems(parts);
        Assert.That(problems, Is.Empty, () => string.Join(Environment.NewLine, problems));
    }

    /// <summary>One sentence for each contradiction, the first twenty; none when all is well.</summary>
    public static IReadOnlyList<string> Problems(StoreParts parts)
    {
        var check = new StoreIntegrity(parts);
        check.WalkIndex();
        check.WalkQueues();
        check.WalkPages();
        check.CompareCounts();
        return check._problems;
    }

    private void WalkIndex()
    {
        IndexShape shape = _parts.Memory.Index.Shape;
        var lines = new HashSet<uint>();
        for (uint number = 0; number < shape.Buckets; number++)
        {
            HashBucket line = _parts.Memory.Index.Bucket(number);
            BucketWord word = line.Word;
            Require(!word.IsLocked && !word.IsDirty, $"Bucket {number} was left locked or dirty.");
            WalkLine(line, number, shape, isFull: word.Line != 0, isFirstOverflow: false);
            bool isFirst = true;
            for (uint next = word.Line; next != 0; next = line.NextLine)
            {
                if (!lines.Add(next) || next >= _parts.Memory.Index.Lines.Count)
                {
                    Require(false, $"Bucket {number} leads to overflow line {next}, which another chain has or nobody ever took.");
                    break;
                }

                line = _parts.Memory.Index.Line(next);
                WalkLine(line, number, shape, isFull: !isFirst, isFirstOverflow: isFirst);
                isFirst = false;
            }
        }

        for (uint number = shape.Buckets; number < _parts.Memory.Index.BackedBuckets; number++)
        {
            HashBucket dead = _parts.Memory.Index.Bucket(number);
            Require(dead.Word.IsLocked && dead.Word.Line == 0, $"Bucket {number} does not live and was left open, or with lines.");
        }

        int chained = lines.Count;
        foreach (uint first in _parts.Memory.Index.Lines.FirstFree)
        {
            for (uint free = first; free != 0; free = _parts.Memory.Index.Line(free).NextLine)
            {
                if (!lines.Add(free))
                {
                    Require(false, $"Overflow line {free} is free twice, or free and in a chain.");
                    break;
                }
            }
        }

        Require(lines.Count == _parts.Memory.Index.Lines.Count - 1,
            $"Of {_parts.Memory.Index.Lines.Count - 1} overflow lines taken, {chained} are in chains and "
                + $"{lines.Count - chained} are free.");
    }

    private void WalkLine(HashBucket line, uint number, IndexShape shape, bool isFull, bool isFirstOverflow)
    {
        int items = 0;
        for (int index = HashBucket.FirstSlot; index < HashBucket.EndSlot; index++)
        {
            Slot slot = line[index];
            if (!slot.IsEmpty)
            {
                items++;
                CheckSlot(slot, number, shape);
            }
        }

        Require(!isFull || items == HashBucket.SlotsPerLine, $"Bucket {number} has overflow lines and a gap before the first of them.");
        Require(!isFirstOverflow || items > 0, $"Bucket {number} has an empty overflow line.");
    }

    private void CheckSlot(Slot slot, uint number, IndexShape shape)
    {
        ItemRef item = slot.Item;
        int page = _pool.PageOf(item);
        if (item.IsNone || !_pool.IsPage((uint)page) || _parts.Memory.Slabs.UseOf(page) != PageUse.Slab)
        {
            Require(false, $"Bucket {number} names chunk {item.Value}, which lies in no slab page.");
            return;
        }

        int chunkSize = _parts.Memory.Slabs.Table.ChunkSize(_parts.Memory.Slabs.ClassOf(item));
        Require(_pool.OffsetInPage(item) % chunkSize == 0, $"Bucket {number} names {item.Value}, which is not the start of a chunk.");
        Require(_linked.Add(item), $"Chunk {item.Value} is linked twice.");

        ItemView view = _pool.View(item);
        ItemHeader header = view.Header;
        Require(header.Place.State == ChunkState.Linked, $"Bucket {number} names chunk {item.Value}, which is {header.Place.State}.");
        ulong hash = _parts.Memory.Hash.Of(view.Bytes(header.KeyOffset, header.Identity.KeyLength));
        Require(shape.BucketOf(hash) == number, $"The key of chunk {item.Value} belongs to bucket {shape.BucketOf(hash)}, not {number}.");
        Require((slot.Bits & Slot.TagMask) == Slot.TagOf(hash), $"The tag of chunk {item.Value} is not that of its key.");
        _storedBytes[_parts.Eviction.QueuesOf(item, header.Traits)] += header.Identity.KeyLength + header.ValueLength;

        ItemLayout layout = ItemLayout.Of(header.Identity.KeyLength, header.ValueLength, header.Traits, _pool, _parts.Memory.Slabs.Table);
        Require(layout.HeadSize <= chunkSize, $"Chunk {item.Value} has {chunkSize} bytes, its item takes {layout.HeadSize}.");
        if (layout.IsLarge)
        {
            CheckLargeValue(item, view, in layout);
        }
    }

    private void CheckLargeValue(ItemRef item, ItemView head, in ItemLayout layout)
    {
        for (int index = 0; index < layout.Pages; index++)
        {
            uint page = head.ReadLink(layout.LinksOffset + (index * sizeof(uint)));
            bool isLink = _pool.IsPage(page) && _parts.Memory.Slabs.UseOf((int)page) == PageUse.Link;
            Require(isLink && _links.Add((int)page), $"Page {page} of large value {item.Value} is another's, or no link.");
        }

        var tail = new ItemRef(head.ReadLink(layout.TailLinkOffset));
        Require(tail.IsNone == (layout.TailLength == 0), $"Large value {item.Value} has tail {tail.Value} for {layout.TailLength} bytes.");
        if (!tail.IsNone)
        {
            ItemView view = _pool.View(tail);
            Require(_tails.Add(tail), $"Chunk {tail.Value} is the tail of two large values.");
            Require(view.Header.Place.State == ChunkState.Tail, $"Tail {tail.Value} is {view.Header.Place.State}.");
            Require(view.TailOwner == item.Value, $"Tail {tail.Value} of {item.Value} names {view.TailOwner} as its owner.");
        }
    }

    private void WalkQueues()
    {
        var queued = new HashSet<ItemRef>();
        for (int queues = 0; queues < _parts.Eviction.Lru.Count; queues++)
        {
            ReadOnlySpan<SegmentedLru> shards = _parts.Eviction.Lru.ShardsOf(queues);
            for (int shard = 0; shard < shards.Length; shard++)
            {
                foreach (LruSegment segment in Enum.GetValues<LruSegment>())
                {
                    WalkQueue(shards[shard], queues, shard, segment, queued);
                }
            }
        }

        Require(queued.Count == _linked.Count, $"{_linked.Count} items are in the index, {queued.Count} in queues.");
    }

    private void WalkQueue(SegmentedLru lru, int queues, int shard, LruSegment segment, HashSet<ItemRef> queued)
    {
        string name = $"Queue {segment} of set {queues}, shard {shard}";
        long count = 0;
        long largeBytes = 0;
        ItemRef previous = ItemRef.None;
        for (ItemRef item = lru.HeadOf(segment); !item.IsNone; item = new ItemRef(_pool.View(item).Header.LruNext))
        {
            if (!queued.Add(item))
            {
                Require(false, $"{name}: chunk {item.Value} is in two queues, or twice in one.");
                return;
            }

            ItemHeader header = _pool.View(item).Header;
            count++;
            _pinnedBytes += segment == LruSegment.Pinned ? _parts.Memory.Slabs.ChunkSizeOf(item) : 0;
            largeBytes += header.Traits.Large ? header.Identity.KeyLength + header.ValueLength : 0;
            Require(_linked.Contains(item), $"{name}: chunk {item.Value} is not in the index.");
            Require(
                header.LruPrevious == previous.Value,
                $"{name}: chunk {item.Value} names {header.LruPrevious} as the one before it, not {previous.Value}.");
            Require(header.Place == new ItemPlace(segment, shard), $"{name}: chunk {item.Value} says it is elsewhere.");
            Require(_parts.Eviction.QueuesOf(item, header.Traits) == queues, $"{name}: chunk {item.Value} is of another class.");
            previous = item;
        }

        Require(lru.TailOf(segment) == previous, $"{name}: the tail is {lru.TailOf(segment).Value}, the walk ends at {previous.Value}.");
        SegmentFigures figures = lru.FiguresOf(segment, nowSeconds: 0);
        Require(figures.Items == count, $"{name}: {count} items, counted as {figures.Items}.");
        Require(
            figures.Counts.LargeBytes == largeBytes,
            $"{name}: {largeBytes} bytes of large values, counted as {figures.Counts.LargeBytes}.");
    }

    private void WalkPages()
    {
        SlabAllocator slabs = _parts.Memory.Slabs;
        long[] pages = new long[slabs.Classes.Length];
        long[] used = new long[slabs.Classes.Length];
        int[] open = new int[slabs.Classes.Length];
        int linkPages = 0;
        for (int page = 1; page <= slabs.PageCount; page++)
        {
            (PageInfo info, int slabClass) = slabs.Inspect(page);
            switch (info.Use)
            {
                case PageUse.Slab:
                    pages[slabClass]++;
                    used[slabClass] += info.Used;
                    open[slabClass] += info.IsOpen ? 1 : 0;
                    WalkPage(page, in info, slabs.Classes[slabClass]);
                    break;
                case PageUse.Link:
                    linkPages++;
                    Require(_links.Contains(page), $"Page {page} is a link of no large value.");
                    break;
                case PageUse.Draining:
                    Require(false, $"Page {page} was left draining.");
                    break;
            }
        }

        Require(linkPages == slabs.LinkPages, $"{linkPages} pages are links, counted as {slabs.LinkPages}.");
        foreach (SlabClass one in slabs.Classes)
        {
            Require(one.PageCount == pages[one.Index], $"Class {one.Index} has {pages[one.Index]} pages, counted as {one.PageCount}.");
            Require(
                one.UsedChunks == used[one.Index], $"Class {one.Index} has {used[one.Index]} chunks in use, counted as {one.UsedChunks}.");
            WalkOpenPages(one, open[one.Index]);
        }

        long inUse = pages.Sum() + linkPages + _pool.IndexPages + _pool.PolicyPages;
        Require(inUse == _pool.UsedPages, $"{inUse} pages are in use, counted as {_pool.UsedPages}.");
        Require(_pool.UsedPages <= _pool.PageLimit, $"{_pool.UsedPages} pages are in use, {_pool.PageLimit} are allowed.");
    }

    private void WalkPage(int page, in PageInfo info, SlabClass owner)
    {
        var free = new HashSet<ItemRef>();
        for (ItemRef chunk = info.FirstFree; !chunk.IsNone; chunk = new ItemRef(_pool.View(chunk).Header.LruNext))
        {
            if (_pool.PageOf(chunk) != page || !free.Add(chunk))
            {
                Require(false, $"Page {page}: the free list goes round, or leads to chunk {chunk.Value} of page {_pool.PageOf(chunk)}.");
                break;
            }
        }

        Require(info.Carved <= owner.ChunksPerPage, $"Page {page}: {info.Carved} chunks carved, {owner.ChunksPerPage} fit.");
        Require(info.Used > 0 || info.Carved == 0, $"Page {page} is empty and was not returned.");
        int used = 0;
        for (int index = 0; index < info.Carved; index++)
        {
            ItemRef chunk = _pool.ChunkAt(page, index * owner.ChunkSize);
            ChunkState state = _pool.View(chunk).Header.Place.State;
            used += state == ChunkState.Free ? 0 : 1;
            Require(
                free.Contains(chunk) == (state == ChunkState.Free),
                $"Page {page}: chunk {chunk.Value} is {state} and{(free.Contains(chunk) ? "" : " not")} in the free list.");
            Require(
                _linked.Contains(chunk) == (state == ChunkState.Linked),
                $"Page {page}: chunk {chunk.Value} is {state}, the index says otherwise.");
            Require(
                _tails.Contains(chunk) == (state == ChunkState.Tail),
                $"Page {page}: chunk {chunk.Value} is {state}, no large value has it as its tail, or one has.");
            Require(state != ChunkState.Reserved, $"Page {page}: chunk {chunk.Value} is reserved and nobody is there.");
        }

        Require(used == info.Used, $"Page {page}: {used} chunks in use, counted as {info.Used}.");
        Require(free.Count == info.Carved - used, $"Page {page}: {info.Carved - used} chunks are free, {free.Count} in the free list.");
        bool hasChunk = free.Count > 0 || info.Carved < owner.ChunksPerPage;
        Require(
            info.IsOpen == hasChunk,
            $"Page {page} has {(hasChunk ? "a" : "no")} chunk to give and is {(info.IsOpen ? "open" : "closed")}.");
    }

    private void WalkOpenPages(SlabClass owner, int openPages)
    {
        var walked = new HashSet<int>();
        int previous = 0;
        for (int page = owner.FirstOpenPage; page != 0;)
        {
            (PageInfo info, int slabClass) = _parts.Memory.Slabs.Inspect(page);
            if (!walked.Add(page) || slabClass != owner.Index || !info.IsOpen || info.PreviousOpen != previous)
            {
                Require(false, $"Class {owner.Index}: its list of open pages is broken at page {page}.");
                return;
            }

            previous = page;
            page = info.NextOpen;
        }

        Require(walked.Count == openPages, $"Class {owner.Index}: {openPages} pages are open, {walked.Count} in the list.");
    }

    private void CompareCounts()
    {
        long pinned = _parts.Eviction.Pinned.Bytes;
        Require(pinned == _pinnedBytes, $"Pinned items take {_pinnedBytes} bytes, counted as {pinned}.");
        for (int queues = 0; queues < _storedBytes.Length; queues++)
        {
            long bytes = _parts.Counters.Sum(StoreCounter.StoredBytesOf(queues));
            Require(
                bytes == _storedBytes[queues], $"Keys and values of set {queues} have {_storedBytes[queues]} bytes, counted as {bytes}.");
        }

        long items = _parts.Memory.Index.CountedItems + _parts.Counters.SumPendingItems();
        Require(items == _linked.Count, $"{_linked.Count} items are in the index, counted as {items}.");
    }

    private void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref Problem problem)
    {
        if (!holds && _problems.Count < MostProblems)
        {
            _problems.Add(problem.Text());
        }
    }

    /// <summary>A sentence that is put together only where it is needed: the check looks at millions of items.</summary>
    [InterpolatedStringHandler]
    private ref struct Problem
    {
        private DefaultInterpolatedStringHandler _text;

        public Problem(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            _text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public string Text() => _text.ToStringAndClear();
    }
}
