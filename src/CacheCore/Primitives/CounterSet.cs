using System.Runtime.CompilerServices;

namespace CacheCore.Primitives;

/// <summary>All counts of one store, kept per thread in blocks that share no cache line and summed on request.</summary>
internal sealed class CounterSet(int count)
{
    private static readonly IdPool Ids = new();
    private static long _serials;

    [ThreadStatic]
    private static ThreadBlocks? _current;

    private readonly int _id = Ids.Take();
    private readonly long _serial = Interlocked.Increment(ref _serials);
    private ThreadCounters[] _blocks = [];

    ~CounterSet() => Ids.Return(_id);

    /// <summary>The calling thread's block.</summary>
    public ThreadCounters Mine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
        get
        {
            ThreadBlocks? mine = _current;
            if (mine is not null)
            {
                ThreadCounters?[] blocks = mine.ById;
                if ((uint)_id < (uint)blocks.Length && blocks[_id] is { } block && block.Owner == _serial)
                {
                    return block;
                }
            }

            return TakeBlock();
        }
    }

    /// <summary>The calling thread's block; null: it has none yet, and to make one would allocate.</summary>
    public ThreadCounters? MineIfAny =>
        _current?.ById is { } blocks && (uint)_id < (uint)blocks.Length && blocks[_id] is { } block && block.Owner == _serial
            ? block
            : null;

    /// <summary>Requests whose hash has none of these bits are sampled; all bits: none are.</summary>
    public ulong SampleMask { get; set; } = ulong.MaxValue;

    /// <summary>Puts a request among the sampled ones if its hash is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one comparison on the path of every verb
    public void Sample(ulong hash, SampledKind kind)
    {
        if ((hash & SampleMask) == 0)
        {
            Mine.NoteSample(new SampledRequest(hash, kind));
        }
    }

    /// <summary>The same for a hit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one comparison on the path of every hit
    public void SampleHit(ulong hash, bool isFirst)
    {
        if ((hash & SampleMask) == 0)
        {
            Mine.NoteSample(new SampledRequest(hash, isFirst ? SampledKind.FirstHit : SampledKind.Hit));
        }
    }

    /// <summary>All blocks, those of threads that have ended included.</summary>
    public IReadOnlyList<ThreadCounters> Blocks => Volatile.Read(ref _blocks);

    public long Sum(int counter)
    {
        long sum = 0;
        foreach (ThreadCounters block in Volatile.Read(ref _blocks))
        {
            sum += block.Read(counter);
        }

        return sum;
    }

    /// <summary>What all threads hold back of their <see cref="ThreadCounters.PendingItems"/>; exact while nothing else runs.</summary>
    public long SumPendingItems() => Volatile.Read(ref _blocks).Sum(static block => (long)block.PendingItems);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ThreadCounters TakeBlock()
    {
        ThreadBlocks mine = _current ??= new ThreadBlocks();
        ThreadCounters block = FindVacant() ?? AddBlock();
        mine.Put(_id, block);
        return block;
    }

    private ThreadCounters? FindVacant() => Array.Find(Volatile.Read(ref _blocks), static block => block.TryTake());

    private ThreadCounters AddBlock()
    {
        var block = new ThreadCounters(_serial, count);
        _ = block.TryTake();
        ThreadCounters[] seen;
        do
        {
            seen = Volatile.Read(ref _blocks);
        }
        while (Interlocked.CompareExchange(ref _blocks, [.. seen, block], seen) != seen);
        return block;
    }

    /// <summary>The blocks of one thread by store. Its finalizer, after the thread's end, gives them to other threads.</summary>
    private sealed class ThreadBlocks
    {
        public ThreadCounters?[] ById { get; private set; } = [];

        ~ThreadBlocks()
        {
            foreach (ThreadCounters? block in ById)
            {
                block?.Leave();
            }
        }

        public void Put(int id, ThreadCounters block)
        {
            if (id >= ById.Length)
            {
                ThreadCounters?[] larger = new ThreadCounters?[Math.Max(4, id * 2)];
                ById.CopyTo(larger, 0);
                ById = larger;
            }

            ById[id] = block;
        }
    }

    /// <summary>Small numbers for stores, used again after a store is gone, so that threads keep short tables.</summary>
    private sealed class IdPool
    {
        private readonly Lock _lock = new();
        private readonly Stack<int> _returned = new();
        private int _next;

        public int Take()
        {
            lock (_lock)
            {
                return _returned.TryPop(out int id) ? id : _next++;
            }
        }

        public void Return(int id)
        {
            lock (_lock)
            {
                _returned.Push(id);
            }
        }
    }
}
