using System.Numerics;
using System.Runtime.CompilerServices;

namespace CacheCore.Index;

/// <summary>
/// How many buckets live, and so which of them a hash belongs to: linear hashing (W. Litwin, 1980). The low bits of
/// the hash under the next power of two name the bucket; a bucket that does not live yet is still part of the one
/// with the top bit off.
/// </summary>
internal readonly record struct IndexShape(ulong Bits)
{
    public IndexShape(uint buckets)
        : this(((ulong)(BitOperations.RoundUpToPowerOf2(buckets) - 1) << 32) | buckets)
    {
    }

    public uint Buckets => (uint)Bits;

    /// <summary>Number of the hash bit that tells a bucket from the next one to be split off it.</summary>
    public int SplitBit => BitOperations.Log2(Buckets);

    /// <summary>The bucket that the next one is split off.</summary>
    public uint SplitSource => Buckets - (1u << SplitBit);

    private uint Mask => (uint)(Bits >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
    public uint BucketOf(ulong hash)
    {
        uint bucket = (uint)hash & Mask;
        return bucket < Buckets ? bucket : bucket & (Mask >> 1);
    }
}
