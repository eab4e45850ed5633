using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CacheCore.Throughput.Harness;

/// <summary>The keys and values of every run: a key is "user:session" and eight digits, a value begins with its key's number.</summary>
internal static class KeySpace
{
    public const int KeyLength = 20;

    private const string Prefix = "user:session";

    public static string NewKey(int index)
    {
        Span<char> key = stackalloc char[KeyLength];
        Prefix.CopyTo(key);
        WriteDigits(key, index);
        return new string(key);
    }

    /// <summary>Changes the number in a string made by <see cref="NewKey"/>, which nobody else may hold.</summary>
    public static void Rewrite(string key, int index) =>
        WriteDigits(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(key.AsSpan()), KeyLength), index);

    public static byte[] NewValue(int size)
    {
        byte[] value = new byte[size];
        for (int i = sizeof(long); i < size; i++)
        {
            value[i] = Filler(i);
        }

        return value;
    }

    public static void StampValue(byte[] value, int index) => BinaryPrimitives.WriteInt64LittleEndian(value, index);

    public static bool IsValueOf(ReadOnlySpan<byte> value, int index, int size)
    {
        if (value.Length != size || BinaryPrimitives.ReadInt64LittleEndian(value) != index)
        {
            return false;
        }

        for (int i = sizeof(long); i < size; i++)
        {
            if (value[i] != Filler(i))
            {
                return false;
            }
        }

        return true;
    }

    private static byte Filler(int position) => (byte)((position * 7) + 3);

    private static void WriteDigits(Span<char> key, int index) =>
        index.TryFormat(key[Prefix.Length..], out _, "D8", CultureInfo.InvariantCulture);
}
