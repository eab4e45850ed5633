using System.Text;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>Stores as the tests want them: small, and with nothing in the background.</summary>
internal static class TestStore
{
    public const int PageSize = 8192;

    public static CacheStore Create(long memoryLimit = 16 << 20, TimeProvider? clock = null, Action<CacheCoreOptions>? configure = null)
    {
        var options = new CacheCoreOptions { MemoryLimit = memoryLimit, PageSize = PageSize, BackgroundMaintenance = false };
        configure?.Invoke(options);
        return new CacheStore(options, clock);
    }

    /// <summary>Bytes that tell their places apart, so that a part in the wrong place is found.</summary>
    public static byte[] Value(int length, int seed = 1)
    {
        byte[] value = new byte[length];
        uint state = (uint)seed * 2_654_435_761;
        for (int i = 0; i < length; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            value[i] = (byte)(state >> 24);
        }

        return value;
    }

    public static string? Text(byte[]? value) => value is null ? null : Encoding.UTF8.GetString(value);
}
