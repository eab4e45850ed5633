using CacheCore.Memory;
using CacheCore.Options;

namespace CacheCore.Parts;

/// <summary>The addresses that a store begins with.</summary>
/// <param name="Geometry">How they are cut.</param>
/// <param name="Range">The addresses.</param>
/// <param name="HighestLimit">Bytes that the memory limit may be raised to.</param>
internal readonly record struct ReservedAddresses(PoolGeometry Geometry, AddressRange Range, long HighestLimit)
{
    /// <summary>Reserves a number of bytes where so many more are left for others.</summary>
    /// <exception cref="InsufficientMemoryException">There are not so many.</exception>
    public delegate AddressRange Reserve(long length, long spare);

    /// <summary>Reserves addresses for the highest limit; where nobody named that one, for less if the system has fewer.</summary>
    /// <remarks>
    /// A process whose addresses are bounded needs some itself, for threads above all. So what nobody named leaves as much
    /// again to others; the limit at first
    /// is what somebody asked for, and has to do with what there is.
    /// </remarks>
    /// <exception cref="InsufficientMemoryException">There are too few.</exception>
    public static ReservedAddresses Take(CacheCoreOptions options, MemoryLimits limits, Reserve reserve)
    {
        bool isNamed = options.MaxMemoryLimit != 0;
        long highest = limits.Highest;
        while (true)
        {
            var geometry = new PoolGeometry(limits.First, options.PageSize, highest);
            bool isWish = highest > limits.First && !isNamed;
            try
            {
                return new ReservedAddresses(geometry, reserve(geometry.TotalBytes, isWish ? geometry.TotalBytes : 0), highest);
            }
            catch (InsufficientMemoryException) when (isWish)
            {
                highest = Math.Max(limits.First, highest / 2);
            }
        }
    }
}
