using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace CacheCore.Primitives;

/// <summary>Hashes keys with XxHash3 under a random seed of its own, so that nobody can aim keys at one bucket.</summary>
internal readonly struct KeyHash(long seed)
{
    private readonly long _seed = seed;

    public static KeyHash Random() => new(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one call on the path of every verb
    public ulong Of(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, _seed);
}
