using System.Runtime.InteropServices;

namespace CacheCore.TestKit;

/// <summary>Who wrote a value, for which key, as his how-manieth, and until when it may be read.</summary>
/// <param name="Key">Number of the key.</param>
/// <param name="Writer">Number of the writer.</param>
/// <param name="Sequence">Goes up with each write of this writer.</param>
/// <param name="Deadline">In milliseconds of <see cref="Environment.TickCount64"/>; 0 = none.</param>
internal readonly record struct Stamp(int Key, int Writer, long Sequence, long Deadline = 0);

/// <summary>
/// Values that tell whether they are whole: every byte follows from the stamp and its place, so that bytes of another
/// value, another length or another page are noticed wherever they lie.
/// <code>
///  0 seed   8 sequence   16 deadline   24 key   28 writer   32 length   36 word 0, word 1, ...
/// </code>
/// Values shorter than that follow from key and length alone.
/// </summary>
internal static class Payload
{
    public const int HeaderSize = 36;

    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    public static byte[] Make(int length, Stamp stamp)
    {
        byte[] value = new byte[length];
        Write(value, stamp);
        return value;
    }

    public static void Write(Span<byte> value, Stamp stamp)
    {
        if (value.Length < HeaderSize)
        {
            FillShort(value, stamp.Key);
            return;
        }

        ulong seed = SeedOf(stamp, value.Length);
        MemoryMarshal.Write(value, seed);
        MemoryMarshal.Write(value[8..], stamp.Sequence);
        MemoryMarshal.Write(value[16..], stamp.Deadline);
        MemoryMarshal.Write(value[24..], stamp.Key);
        MemoryMarshal.Write(value[28..], stamp.Writer);
        MemoryMarshal.Write(value[32..], value.Length);
        Span<byte> body = value[HeaderSize..];
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(body);
        ulong word = seed;
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = word += Odd;
        }

        body[(words.Length * sizeof(ulong))..].Fill((byte)seed);
    }

    /// <summary>
    /// Fails unless the value is one that <see cref="Write"/> made for this key, every byte of it. A short one has no
    /// stamp.
    /// </summary>
    public static Stamp Verify(ReadOnlySpan<byte> value, int key)
    {
        if (value.Length < HeaderSize)
        {
            Span<byte> expected = stackalloc byte[value.Length];
            FillShort(expected, key);
            Check.That(value.SequenceEqual(expected), $"Key {key}: {value.Length} bytes that are not its own.");
            return default;
        }

        var stamp = new Stamp(
            MemoryMarshal.Read<int>(value[24..]),
            MemoryMarshal.Read<int>(value[28..]),
            MemoryMarshal.Read<long>(value[8..]),
            MemoryMarshal.Read<long>(value[16..]));
        int length = MemoryMarshal.Read<int>(value[32..]);
        Check.That(stamp.Key == key, $"Key {key}: the value of key {stamp.Key}.");
        Check.That(length == value.Length, $"Key {key}: {value.Length} bytes, of a value of {length}.");
        ulong seed = SeedOf(stamp, length);
        Check.That(MemoryMarshal.Read<ulong>(value) == seed, $"Key {key}: header of two values, {stamp}.");
        ReadOnlySpan<byte> body = value[HeaderSize..];
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(body);
        ulong word = seed;
        ulong differences = 0;
        foreach (ulong actual in words)
        {
            differences |= actual ^ (word += Odd);
        }

        bool isWhole = differences == 0 && body[(words.Length * sizeof(ulong))..].IndexOfAnyExcept((byte)seed) < 0;
        Check.That(isWhole, $"Key {key}: {length} bytes, not all of them of {stamp}.");
        return stamp;
    }

    private static void FillShort(Span<byte> value, int key)
    {
        for (int i = 0; i < value.Length; i++)
        {
            value[i] = (byte)((key * 31) + (value.Length * 7) + i);
        }
    }

    private static ulong SeedOf(Stamp stamp, int length)
    {
        ulong seed = ((ulong)stamp.Sequence * Odd) ^ ((ulong)stamp.Deadline << 17);
        seed = (seed ^ ((ulong)(uint)stamp.Key << 32) ^ (uint)stamp.Writer) * 0xD6E8_FEB8_6659_FD93;
        return (seed ^ (seed >> 29) ^ (uint)length) * 0xFF51_AFD7_ED55_8CCD;
    }
}
