using CacheCore.Memory;

namespace CacheCore.Eviction;

/// <summary>An intrusive doubly linked list of items: newest at the head. Guarded by its queue set's lock.</summary>
internal struct LruQueue
{
    private TailAge _age;

    public ItemRef Head { get; private set; }

    public ItemRef Tail { get; private set; }

    public long Count { get; private set; }

    /// <summary>Writes that the tail has waited, 0 if there is none.</summary>
    public readonly long Age(long now) => _age.Of(now);

    public void AddHead(PagePool pool, ItemRef item, long now)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        header.LruPrevious = 0;
        header.LruNext = Head.Value;
        if (Head.IsNone)
        {
            Tail = item;
        }
        else
        {
            pool.View(Head).Header.LruPrevious = item.Value;
        }

        Head = item;
        Count++;
        _age.Enter(item, now);
    }

    public void Remove(PagePool pool, ItemRef item)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        var next = new ItemRef(header.LruNext);
        var previous = new ItemRef(header.LruPrevious);
        if (previous.IsNone)
        {
            Head = next;
        }
        else
        {
            pool.View(previous).Header.LruNext = next.Value;
        }

        if (next.IsNone)
        {
            Tail = previous;
        }
        else
        {
            pool.View(next).Header.LruPrevious = previous.Value;
        }

        Count--;
        _age.Leave(item, next, Head, Count);
    }

    /// <summary>Lets a chunk that is in no queue take an item's place, between the same neighbours.</summary>
    public void Replace(PagePool pool, ItemRef item, ItemRef successor)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        ref ItemHeader successorHeader = ref pool.View(successor).Header;
        var next = new ItemRef(header.LruNext);
        var previous = new ItemRef(header.LruPrevious);
        successorHeader.LruNext = next.Value;
        successorHeader.LruPrevious = previous.Value;
        if (previous.IsNone)
        {
            Head = successor;
        }
        else
        {
            pool.View(previous).Header.LruNext = successor.Value;
        }

        if (next.IsNone)
        {
            Tail = successor;
        }
        else
        {
            pool.View(next).Header.LruPrevious = successor.Value;
        }

        _age.Replace(item, successor);
    }
}
