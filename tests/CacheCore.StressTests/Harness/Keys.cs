using System.Runtime.InteropServices;
using CacheCore.Index;

namespace CacheCore.StressTests.Harness;

/// <summary>Keys by number, plain or aimed at one bucket.</summary>
internal static class Keys
{
    /// <summary>Buckets that aimed keys stay together in: growth up to here does not part them.</summary>
    public const uint AimedBuckets = 512;

    /// <summary>A key of so many bytes that begins with its number.</summary>
    public static byte[] Make(int number, int length = 16)
    {
        byte[] key = new byte[length];
        MemoryMarshal.Write(key, number);
        return key;
    }

    public static byte[][] Many(int count, int length = 16, int first = 0) =>
        [.. Enumerable.Range(first, count).Select(number => Make(number, length))];

    /// <summary>Keys that share a bucket of this store; the first four bytes number them.</summary>
    public static byte[][] InOneBucket(CacheStore store, int count, int length = 16, uint bucket = 0, int first = 0)
    {
        var shape = new IndexShape(AimedBuckets);
        byte[][] keys = new byte[count][];
        long salt = 0;
        for (int number = 0; number < count; number++)
        {
            byte[] key = Make(first + number, length);
            do
            {
                MemoryMarshal.Write(key.AsSpan(8), ++salt);
            }
            while (shape.BucketOf(store.Parts.Memory.Hash.Of(key)) != bucket);

            keys[number] = key;
        }

        return keys;
    }
}
