using System.Numerics;
using System.Runtime.CompilerServices;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>
/// For each page a moment before which none of its items ends, so that the crawler need look only where something is due.
/// Kept in units of 256 ms, which makes 32 bits of the 40 of a deadline.
/// <code>
/// page      1      2      3      4 ...
/// earliest  8217   never  8190   never        written only where a deadline lowers it, or by the crawler
/// </code>
/// What is kept is a note, <see cref="Never"/> less that unit: nothing where nothing ends, and no memory for pages that were never used.
/// A moment may be too early: items are removed and renewed without a word. It is never too late: whoever has given an
/// item a deadline notes it <em>after</em> the item can be found, and the crawler forgets a page's moment
/// <em>before</em> it looks at the page's items.
/// </summary>
internal sealed class DeadlineHints
{
    /// <summary>Of a page in which nothing ends. Deadlines so late (the 34th year's last quarter second) are not looked for.</summary>
    public const uint Never = uint.MaxValue;

    private const int UnitShift = 8;

    private readonly NativeTable<uint> _notes;
    private readonly PagePool _pool;
    private readonly Doorbell _bell;
    private uint _ringBefore;

    /// <param name="notes">One for each page by number, and one for page 0, which there is not.</param>
    /// <param name="pool">Knows the page of an item.</param>
    /// <param name="bell">Rung for a deadline that comes before the planned end of a rest.</param>
    public DeadlineHints(NativeTable<uint> notes, PagePool pool, Doorbell bell)
    {
        _notes = notes;
        _pool = pool;
        _bell = bell;
    }

    /// <summary>The notes of all pages by number; that of page 0 is never.</summary>
    public ReadOnlySpan<uint> Notes => _notes.Entries;

    /// <summary>The note of a unit; the earlier, the higher.</summary>
    public static uint NoteOf(uint unit) => Never - unit;

    /// <summary>The unit that a moment lies in.</summary>
    public static uint UnitOf(long milliseconds) => (uint)Math.Clamp(milliseconds >> UnitShift, 0, Never);

    /// <summary>When all of a unit is over; <see cref="long.MaxValue"/> for never.</summary>
    public static long EndOf(uint unit) => unit == Never ? long.MaxValue : ((long)unit + 1) << UnitShift;

    /// <summary>Remembers a deadline that an item was given, after it was written and the item linked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write
    public void Note(ItemRef item, long deadline)
    {
        if (deadline != ItemTimes.Never)
        {
            Note(_pool.PageOf(item), deadline);
        }
    }

    /// <summary>Remembers a deadline of an item that lies on a page and can be found there by now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write with a lifetime; almost always one comparison
    public void Note(int page, long deadline)
    {
        uint unit = UnitOf(deadline);
        if (NoteOf(unit) > Volatile.Read(ref _notes[page]))
        {
            Lower(page, unit);
        }
    }

    /// <summary>
    /// The crawler is about to look at a page. Between this and the first look it must make all processors agree
    /// (<see cref="Interlocked.MemoryBarrierProcessWide"/>), so that writers need no barrier between item and note.
    /// </summary>
    public void Forget(int page) => Volatile.Write(ref _notes[page], NoteOf(Never));

    /// <summary>The unit in which the first of all items ends, or an earlier one.</summary>
    public uint Earliest()
    {
        // Many pages at a time: there may be a million.
        ReadOnlySpan<uint> notes = Notes;
        Vector<uint> highest = Vector<uint>.Zero;
        for (; notes.Length >= Vector<uint>.Count; notes = notes[Vector<uint>.Count..])
        {
            highest = Vector.Max(highest, new Vector<uint>(notes));
        }

        uint last = 0;
        foreach (uint note in notes)
        {
            last = Math.Max(last, note);
        }

        for (int lane = 0; lane < Vector<uint>.Count; lane++)
        {
            last = Math.Max(last, highest[lane]);
        }

        return Never - last;
    }

    /// <summary>From now on a note of an earlier unit rings the bell. Never: any note does that lowers a page's moment.</summary>
    public void RingBefore(uint unit)
    {
        Volatile.Write(ref _ringBefore, unit);
        Interlocked.MemoryBarrier();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Lower(int page, uint unit)
    {
        uint note = NoteOf(unit);
        uint seen = Volatile.Read(ref _notes[page]);
        while (note > seen)
        {
            uint found = Interlocked.CompareExchange(ref _notes[page], note, seen);
            if (found == seen)
            {
                break;
            }

            seen = found;
        }

        if (unit < Volatile.Read(ref _ringBefore))
        {
            _bell.Ring();
        }
    }
}
