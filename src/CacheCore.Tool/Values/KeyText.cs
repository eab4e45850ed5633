using System.Text;

namespace CacheCore.Tool.Values;

/// <summary>Keys as command lines have them. Pure.</summary>
internal static class KeyText
{
    private const int Longest = 250; // bytes; memcached's own bound

    /// <summary>The key as it goes over the wire.</summary>
    /// <exception cref="RefusedException">memcached's text protocol has no such key.</exception>
    public static byte[] ToBytes(string text)
    {
        byte[] key = Encoding.UTF8.GetBytes(text);
        return key.Length is 0 or > Longest
            ? throw new RefusedException(ExitCode.Usage, $"cachecore: a key has 1 to {Longest} bytes, this one {key.Length}")
            : key.AsSpan().ContainsAnyInRange((byte)0, (byte)' ') || key.Contains((byte)0x7F)
                ? throw new RefusedException(ExitCode.Usage, "cachecore: a key has no spaces and no control characters")
                : key;
    }
}
