using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Index;

/// <summary>
/// The overflow lines: numbered from 1 in a range of their own, backed page by page, reused through free lists.
/// </summary>
/// <remarks>
/// Their pages go back from the end of the range, once nothing is in them:
/// <code>
/// BeginReturn   a number from which on all lines shall come free; free ones below it are given out first
/// Sift          free lines are put with those below, or those from there on
///               (whoever walks the chains has lines from there on replaced)
/// TryReturn     all from there on are free: their pages go back
/// </code>
/// </remarks>
internal sealed class OverflowLines(PagePool pool, HashIndex index)
{
    /// <summary>Lines that would still be free after a return, for each one in use: a quarter.</summary>
    private const uint KeptPerSpare = 4;

    /// <summary>Lines sifted for one that is taken.</summary>
    private const int SiftedPerTake = 16;

    private InnerLock _lock;
    private readonly uint _capacity = (uint)Math.Min(pool.Geometry.LineBytes / PoolGeometry.LineSize, BucketWord.MaxLine);
    private readonly uint _linesPerPage = (uint)(pool.Geometry.PageSize / PoolGeometry.LineSize);
    private LineList _kept;
    private LineList _unsifted;
    private LineList _surplus;
    private uint _returnedFrom = uint.MaxValue;
    private uint _count = 1;
    private uint _backed;

    /// <summary>One more than the highest line in use or free; line 0 exists and is never used.</summary>
    public uint Count => Volatile.Read(ref _count);

    /// <summary>The number from which on lines shall come free.</summary>
    public uint ReturnedFrom => Volatile.Read(ref _returnedFrom);

    /// <summary>The first lines of the free lists, each linked one to the next; 0 = none. For a check of the whole store.</summary>
    public IReadOnlyList<uint> FirstFree => [_kept.First, _unsifted.First, _surplus.First];

    /// <summary>True if so many lines are free that pages should go back: half as many as are in use, and a page full of them.</summary>
    public bool HasSurplus
    {
        get
        {
            using (_lock.Enter())
            {
                uint free = _kept.Count + _unsifted.Count + _surplus.Count;
                uint used = _count - 1 - free;
                return free > used / 2 && PagesFor(KeptFor(used)) < _backed / _linesPerPage;
            }
        }
    }

    public bool TryTake(out uint number)
    {
        using (_lock.Enter())
        {
            for (int sifted = 0; _kept.First == 0 && _unsifted.First != 0 && sifted < SiftedPerTake; sifted++)
            {
                SiftOne();
            }

            if (_kept.TryTake(index, out number) || _surplus.TryTake(index, out number))
            {
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
        using (_lock.Enter())
        {
            Put(number);
        }
    }

    /// <summary>Sets the number from which on lines shall come free, so that a quarter more than are in use are kept.</summary>
    public void BeginReturn()
    {
        using (_lock.Enter())
        {
            uint used = _count - 1 - _kept.Count - _unsifted.Count - _surplus.Count;
            Volatile.Write(ref _returnedFrom, PagesFor(KeptFor(used)) * _linesPerPage);
            _unsifted.Append(index, _kept);
            _unsifted.Append(index, _surplus);
            _kept = _surplus = default;
        }
    }

    /// <summary>Sifts some of the free lines; false: all are.</summary>
    public bool Sift(int most)
    {
        using (_lock.Enter())
        {
            for (int sifted = 0; _unsifted.First != 0 && sifted < most; sifted++)
            {
                SiftOne();
            }

            return _unsifted.First != 0;
        }
    }

    /// <summary>Gives the pages back that were to be; false: lines in them are in use.</summary>
    public bool TryReturn()
    {
        using (_lock.Enter())
        {
            if (_returnedFrom >= _count || _surplus.Count != _count - _returnedFrom)
            {
                return false;
            }

            Volatile.Write(ref _count, _returnedFrom);
            _surplus = default;
            while (_backed - _linesPerPage >= _count)
            {
                _backed -= _linesPerPage;
                pool.DischargePage(pool.Geometry.LineOffset + ((long)_backed * PoolGeometry.LineSize));
            }

            return true;
        }
    }

    private static uint KeptFor(uint used) => used + (used / KeptPerSpare) + 1;

    private uint PagesFor(uint lines) => (lines + _linesPerPage - 1) / _linesPerPage;

    private void SiftOne()
    {
        _ = _unsifted.TryTake(index, out uint number);
        Put(number);
    }

    private void Put(uint number)
    {
        if (number < _returnedFrom)
        {
            _kept.Add(index, number);
        }
        else
        {
            _surplus.Add(index, number);
        }
    }

    private bool TryBackPage()
    {
        if (!pool.TryChargePage(pool.Geometry.LineOffset + ((long)_backed * PoolGeometry.LineSize)))
        {
            return false;
        }

        _backed += _linesPerPage;
        return true;
    }

    /// <summary>Free lines, each linked to the next.</summary>
    private struct LineList
    {
        private uint _last;

        public uint First { get; private set; }

        public uint Count { get; private set; }

        public void Add(HashIndex index, uint number)
        {
            HashBucket line = index.Line(number);
            line.NextLine = First;
            _last = First == 0 ? number : _last;
            First = number;
            Count++;
        }

        /// <summary>Puts another list behind this one.</summary>
        public void Append(HashIndex index, LineList other)
        {
            if (First == 0)
            {
                this = other;
            }
            else if (other.First != 0)
            {
                HashBucket last = index.Line(_last);
                last.NextLine = other.First;
                _last = other._last;
                Count += other.Count;
            }
        }

        public bool TryTake(HashIndex index, out uint number)
        {
            number = First;
            if (number == 0)
            {
                return false;
            }

            First = index.Line(number).NextLine;
            Count--;
            return true;
        }
    }
}
