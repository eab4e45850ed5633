using CacheCore.Primitives;

namespace CacheCore.Access.Figures;

/// <summary>
/// What a store's upkeep has done of its own accord, for somebody who tells of it: a queue of a fixed length, made by its reader. To
/// write in it allocates nothing and takes a lock for a few instructions, so that it may be done under any other lock; what finds it full
/// is lost, and counted.
/// </summary>
/// <param name="classes">Those of the reader, which crawls are told by.</param>
/// <param name="capacity">Entries that may wait.</param>
internal sealed class UpkeepJournal(SizeClasses classes, int capacity)
{
    private readonly UpkeepEntry[] _entries = new UpkeepEntry[capacity];
    private InnerLock _lock;
    private int _first;  // guarded by _lock, as are those below
    private int _count;
    private long _lost;

    public SizeClasses Classes { get; } = classes;

    public void Write(in UpkeepEntry entry)
    {
        using (_lock.Enter())
        {
            if (_count == _entries.Length)
            {
                _lost++;
                return;
            }

            _entries[(_first + _count) % _entries.Length] = entry;
            _count++;
        }
    }

    /// <summary>Takes the entry that was written first; false: none is left.</summary>
    public bool TryTake(out UpkeepEntry entry)
    {
        using (_lock.Enter())
        {
            entry = _entries[_first];
            bool isTaken = _count > 0;
            _first = isTaken ? (_first + 1) % _entries.Length : _first;
            _count -= isTaken ? 1 : 0;
            return isTaken;
        }
    }

    /// <summary>How many entries found no room since this was last asked.</summary>
    public long TakeLost()
    {
        using (_lock.Enter())
        {
            long lost = _lost;
            _lost = 0;
            return lost;
        }
    }
}
