using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace CacheCore.Primitives;

/// <summary>Hashes keys with XxHash3 under a random seed of its own, so that nobody can aim keys at one bucket.</summary>
internal readonly struct KeyHash(long seed)
{
    private readonly long _seed = seed;

    public static KeyHash Random()
    {
        Span<byte> entropy = stackalloc byte[32];
        Entropy.Fill(entropy);
        return new KeyHash((long)XxHash3.HashToUInt64(entropy));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one call on the path of every verb
    public ulong Of(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, _seed);
}
