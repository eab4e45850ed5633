using CacheCore.Memory;

namespace CacheCore.Index;

/// <summary>The overflow lines: numbered from 1 in a range of their own, backed page by page, reused through a free list.</summary>
internal sealed class OverflowLines(PagePool pool, HashIndex index)
{
    private readonly Lock _lock = new();
    private readonly uint _capacity = (uint)Math.Min(pool.Geometry.LineBytes / PoolGeometry.LineSize, BucketWord.MaxLine);
    private uint _count = 1;
    private uint _backed;
    private uint _firstFree;

    /// <summary>One more than the highest line ever taken; line 0 exists and is never used.</summary>
    public uint Count => Volatile.Read(ref _count);

    /// <summary>First of the lines that came back, linked one to the next; 0 = none. For a check of the whole store.</summary>
    public uint FirstFree => _firstFree;

    public bool TryTake(out uint number)
    {
        lock (_lock)
        {
            number = _firstFree;
            if (number != 0)
            {
                _firstFree = index.Line(number).NextLine;
                return true;
            }

            if (_count >= _capacity || (_count >= _backed && !TryBackPage()))
            {
                return false;
            }

            number = _count;
            Volatile.Write(ref _count, number + 1);
            return true;
        }
    }

    /// <summary>Takes back a line that no chain leads to any more.</summary>
    public void Free(uint number)
    {
        lock (_lock)
        {
            HashBucket line = index.Line(number);
            line.NextLine = _firstFree;
            _firstFree = number;
        }
    }

    private bool TryBackPage()
    {
        if (!pool.TryChargePage(pool.Geometry.LineOffset + ((long)_backed * PoolGeometry.LineSize)))
        {
            return false;
        }

        _backed += (uint)(pool.Geometry.PageSize / PoolGeometry.LineSize);
        return true;
    }
}
