using System.Runtime.InteropServices;
using CacheCore.Memory;

namespace CacheCore.Eviction;

/// <summary>
/// How often a key was asked for of late, within a few bytes an item: a count-min sketch (Cormode and Muthukrishnan, 2005) of
/// 4-bit counters that are halved now and then, so that the past fades. The four counters of a key lie in one cache line.
/// </summary>
/// <remarks>
/// Threads change it with no lock. What gets lost when two meet is a count in an estimate. It grows by doubling, which
/// keeps every estimate: each half begins as a copy of the other.
/// </remarks>
internal sealed class FrequencySketch(PagePool pool, long offset)
{
    /// <summary>Items that a line serves at most before the sketch doubles, which leaves 8 to 16 counters for each.</summary>
    private const int ItemsPerLine = 16;

    private const int Rows = 4;
    private const int WordsPerLine = PoolGeometry.LineSize / sizeof(ulong);
    private const int CellsPerWord = 16;
    private const int CellBits = 5;
    private const int CellMask = (1 << CellBits) - 1;
    private const int Most = 15;
    private const ulong Halves = 0x7777_7777_7777_7777;
    private const ulong Spreader = 0x9E37_79B9_7F4A_7C15;

    /// <summary>It begins with all of its first page.</summary>
    private uint _lines = (uint)(pool.Geometry.PageSize / PoolGeometry.LineSize);

    public long Bytes => (long)Volatile.Read(ref _lines) * PoolGeometry.LineSize;

    /// <summary>True if it should be doubled for so many items.</summary>
    public bool IsTooSmallFor(long items) => items > (long)_lines * ItemsPerLine;

    /// <summary>The frequency of a key, from 0 to 15; rather too high than too low.</summary>
    public int Estimate(ulong hash)
    {
        ulong spread = Spread(hash);
        ReadOnlySpan<ulong> line = Line(spread);
        int least = Most;
        for (int row = 0; row < Rows; row++)
        {
            (int word, int shift) = Cell(spread, row);
            least = Math.Min(least, (int)(line[word] >> shift) & Most);
        }

        return least;
    }

    /// <summary>Starts loading the line of a key.</summary>
    public void Prefetch(ulong hash) => pool.PrefetchRange(OffsetOf(LineOf(Spread(hash))));

    public void Increment(ulong hash)
    {
        ulong spread = Spread(hash);
        Span<ulong> line = Line(spread);
        for (int row = 0; row < Rows; row++)
        {
            (int word, int shift) = Cell(spread, row);
            ulong seen = line[word];
            if (((seen >> shift) & Most) < Most)
            {
                line[word] = seen + (1UL << shift);
            }
        }
    }

    /// <summary>Halves every counter.</summary>
    public void Age()
    {
        for (uint line = 0; line < _lines; line++)
        {
            foreach (ref ulong word in LineAt(line))
            {
                word = (word >> 1) & Halves;
            }
        }
    }

    /// <summary>Doubles the sketch; the memory behind it must be there.</summary>
    public void Double()
    {
        uint lines = _lines;
        for (uint line = 0; line < lines; line++)
        {
            LineAt(line).CopyTo(LineAt(lines + line));
        }

        Volatile.Write(ref _lines, lines * 2);
    }

    /// <summary>True if it has at least a fifth more counters than it should for so many items even after it was halved.</summary>
    public bool IsTooLargeFor(long items) =>
        _lines > pool.Geometry.PageSize / PoolGeometry.LineSize && items * 5 / 4 < (long)_lines / 2 * ItemsPerLine;

    /// <summary>
    /// Halves the sketch: a key's counters become the higher of its own and those of its neighbour in the half that goes.
    /// </summary>
    public void Halve()
    {
        uint lines = _lines / 2;
        for (uint line = 0; line < lines; line++)
        {
            Span<ulong> kept = LineAt(line);
            Span<ulong> gone = LineAt(lines + line);
            for (int word = 0; word < WordsPerLine; word++)
            {
                kept[word] = Higher(kept[word], gone[word]);
            }
        }

        Volatile.Write(ref _lines, lines);
    }

    /// <summary>The higher counter of each pair.</summary>
    private static ulong Higher(ulong some, ulong others)
    {
        ulong higher = 0;
        for (int shift = 0; shift < 64; shift += 4)
        {
            higher |= Math.Max((some >> shift) & Most, (others >> shift) & Most) << shift;
        }

        return higher;
    }

    private static ulong Spread(ulong hash)
    {
        ulong product = (hash ^ (hash >> 32)) * Spreader;
        return product ^ (product >> 29);
    }

    /// <summary>Each row has a quarter of the line to itself.</summary>
    private static (int Word, int Shift) Cell(ulong spread, int row)
    {
        int cell = (int)(spread >> (row * CellBits)) & CellMask;
        return ((row * WordsPerLine / Rows) + (cell / CellsPerWord), cell % CellsPerWord * 4);
    }

    private uint LineOf(ulong spread) => (uint)(spread >> 32) & (Volatile.Read(ref _lines) - 1);

    private long OffsetOf(uint line) => offset + ((long)line * PoolGeometry.LineSize);

    private Span<ulong> Line(ulong spread) => LineAt(LineOf(spread));

    private Span<ulong> LineAt(uint line) => MemoryMarshal.Cast<byte, ulong>(pool.RangeBytes(OffsetOf(line), PoolGeometry.LineSize));
}
