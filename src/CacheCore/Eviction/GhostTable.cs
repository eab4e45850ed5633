using System.Runtime.InteropServices;
using CacheCore.Memory;

namespace CacheCore.Eviction;

/// <summary>
/// Fingerprints of the keys that left of late, at most as many as there are items. A cache line holds 32 of them in the order
/// in which they came; one more pushes the oldest out. Threads change it with no lock: a fingerprint lost or kept too long
/// when two meet is a key remembered wrongly, no more.
/// </summary>
internal sealed class GhostTable(PagePool pool, long offset)
{
    private const int PerLine = PoolGeometry.LineSize / sizeof(ushort);
    private const ulong Spreader = 0xD1B5_4A32_D192_ED03;

    private uint _lines = 1;

    public long Bytes => (long)Volatile.Read(ref _lines) * PoolGeometry.LineSize;

    /// <summary>True if twice as many fingerprints were still no more than items.</summary>
    public bool IsTooSmallFor(long items) => items >= 2L * _lines * PerLine;

    public void Add(ulong hash)
    {
        Span<ushort> line = Line(hash, out ushort print);
        line[..^1].CopyTo(line[1..]);
        line[0] = print;
    }

    /// <summary>Takes a key's fingerprint out; false: the key is not remembered.</summary>
    public bool TryTake(ulong hash)
    {
        Span<ushort> line = Line(hash, out ushort print);
        int at = line.IndexOf(print);
        if (at < 0)
        {
            return false;
        }

        line[(at + 1)..].CopyTo(line[at..]);
        line[^1] = 0;
        return true;
    }

    public bool Contains(ulong hash) => Line(hash, out ushort print).Contains(print);

    /// <summary>Starts loading the line of a key.</summary>
    public void Prefetch(ulong hash) => pool.PrefetchRange(OffsetOf(LineOf(Spread(hash))));

    /// <summary>Doubles the table; the memory behind it must be there. What is remembered stays so.</summary>
    public void Double()
    {
        uint lines = _lines;
        for (uint line = 0; line < lines; line++)
        {
            LineAt(line).CopyTo(LineAt(lines + line));
        }

        Volatile.Write(ref _lines, lines * 2);
    }

    /// <summary>True if there were more fingerprints than items by a quarter.</summary>
    public bool IsTooLargeFor(long items) => _lines > 1 && items * 5 / 4 < (long)_lines * PerLine;

    /// <summary>Halves the table; of two lines that become one, the later half of each stays.</summary>
    public void Halve()
    {
        uint lines = _lines / 2;
        Span<ushort> merged = stackalloc ushort[PerLine];
        for (uint line = 0; line < lines; line++)
        {
            Span<ushort> kept = LineAt(line);
            Span<ushort> gone = LineAt(lines + line);
            for (int print = 0; print < PerLine; print++)
            {
                merged[print] = print % 2 == 0 ? kept[print / 2] : gone[print / 2];
            }

            merged.CopyTo(kept);
        }

        Volatile.Write(ref _lines, lines);
    }

    private Span<ushort> Line(ulong hash, out ushort print)
    {
        ulong spread = Spread(hash);
        print = (ushort)Math.Max(1, spread >> 48);
        return LineAt(LineOf(spread));
    }

    private static ulong Spread(ulong hash) => (hash ^ (hash >> 31)) * Spreader;

    private uint LineOf(ulong spread) => (uint)(spread >> 16) & (Volatile.Read(ref _lines) - 1);

    private long OffsetOf(uint line) => offset + ((long)line * PoolGeometry.LineSize);

    private Span<ushort> LineAt(uint line) => MemoryMarshal.Cast<byte, ushort>(pool.RangeBytes(OffsetOf(line), PoolGeometry.LineSize));
}
