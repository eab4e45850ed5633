using CacheCore.Memory;

namespace CacheCore.Tests.Eviction;

/// <summary>A pool whose pages for frequencies and fingerprints are all there.</summary>
internal static class PolicyMemory
{
    public static PagePool Create()
    {
        var geometry = new PoolGeometry(16 << 20, 0);
        var pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, hugePages: false));
        for (long offset = geometry.SketchOffset; offset < geometry.TotalBytes; offset += geometry.PageSize)
        {
            Assert.That(pool.TryChargePage(offset));
        }

        return pool;
    }

    /// <summary>The hash of a number, well spread.</summary>
    public static ulong Hash(int number)
    {
        ulong mixed = (ulong)number * 0x9E37_79B9_7F4A_7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        return mixed ^ (mixed >> 27);
    }
}
