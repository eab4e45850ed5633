using System.Text;
using CacheCore.Protocol;

namespace CacheCore.Tool.Values;

/// <summary>Keys as command lines have them. Pure.</summary>
internal static class KeyText
{
    /// <summary>The key as it goes over the wire.</summary>
    /// <exception cref="RefusedException">memcached's text protocol has no such key.</exception>
    public static byte[] ToBytes(string text)
    {
        byte[] key = Encoding.UTF8.GetBytes(text);
        return key.Length is 0 or > ProtocolLimits.MaxKeyLength
            ? throw new RefusedException(
                ExitCode.Usage, $"cachecore: a key has 1 to {ProtocolLimits.MaxKeyLength} bytes, this one {key.Length}")
            : !TextKey.IsValid(key)
                ? throw new RefusedException(ExitCode.Usage, "cachecore: a key has no spaces and no control characters")
                : key;
    }
}
