using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CacheCore.Primitives;

/// <summary>
/// The bytes of short ASCII text, written by one store (where the processor has 256 bits, else by two). Whoever hashes them next loads
/// words that lie anywhere in them, and a processor hands a word on from a store that is under way only if that one store has all of it;
/// else the load waits until the stores have reached the cache, behind everything that was asked of memory before.
/// </summary>
internal static class ShortAscii
{
    /// <summary>Characters that one call can take, and the room that it needs whatever their number.</summary>
    public const int MaxLength = 32;

    public const int MinLength = 8;

    private const ushort NotAscii = 0xFF80;

    /// <summary>Writes the text's bytes, and anything behind them; false: a character is not ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb that takes a string
    public static bool TryNarrow(ReadOnlySpan<char> text, Span<byte> destination)
    {
        Debug.Assert(text.Length is >= MinLength and <= MaxLength && destination.Length >= MaxLength, "Others are for the library.");
        ref ushort source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref byte target = ref MemoryMarshal.GetReference(destination);
        return text.Length >= Vector128<byte>.Count
            ? TryNarrowLong(ref source, text.Length, ref target)
            : TryNarrowShort(ref source, text.Length, ref target);
    }

    /// <summary>16 to 32 characters: the first 16, and of the last 16 those that are not among them.</summary>
    private static bool TryNarrowLong(ref ushort source, int length, ref byte target)
    {
        var first = Vector128.LoadUnsafe(ref source);
        var second = Vector128.LoadUnsafe(ref source, 8);
        var third = Vector128.LoadUnsafe(ref source, (nuint)(length - 16));
        var fourth = Vector128.LoadUnsafe(ref source, (nuint)(length - 8));
        if (((first | second | third | fourth) & Vector128.Create(NotAscii)) != Vector128<ushort>.Zero)
        {
            return false;
        }

        Vector128<byte> shift = Vector128<byte>.Indices + Vector128.Create((byte)(MaxLength - length));
        Vector128<byte> rest = Vector128.Shuffle(Vector128.NarrowWithSaturation(third, fourth), shift);
        Vector256.Create(Vector128.NarrowWithSaturation(first, second), rest).StoreUnsafe(ref target);
        return true;
    }

    /// <summary>8 to 15 characters, in the same way.</summary>
    private static bool TryNarrowShort(ref ushort source, int length, ref byte target)
    {
        var first = Vector128.LoadUnsafe(ref source);
        var last = Vector128.LoadUnsafe(ref source, (nuint)(length - 8));
        if (((first | last) & Vector128.Create(NotAscii)) != Vector128<ushort>.Zero)
        {
            return false;
        }

        Vector128<ulong> halves = Vector128.NarrowWithSaturation(first, last).AsUInt64();
        int beyond = 8 * (16 - length);
        ulong rest = BitConverter.IsLittleEndian ? halves.GetElement(1) >> beyond : halves.GetElement(1) << beyond;
        halves.WithElement(1, rest).AsByte().StoreUnsafe(ref target);
        return true;
    }
}
