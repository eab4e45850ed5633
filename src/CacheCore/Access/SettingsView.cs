using CacheCore.Eviction;
using CacheCore.Wiring;

namespace CacheCore.Access;

/// <summary>How a store was set up, and what of it may be tuned, as it is now.</summary>
internal sealed class SettingsView(StoreParts parts)
{
    /// <summary>The largest sum of key and value.</summary>
    public int MaxItemSize => parts.Limits.MaxItemSize;

    /// <summary>False: items leave when their time is over and not before.</summary>
    public bool MayEvict => parts.Eviction.MayEvict;

    /// <summary>The eviction policy, as the option names it.</summary>
    public string Policy => parts.Eviction.Policy.Kind.ToString();

    /// <summary>False: all items of a slab class are in one line.</summary>
    public bool HasSegments => parts.Eviction.Policy.HasSegments;

    public int HotPercent => Shares.HotPercent;

    public int WarmPercent => Shares.WarmPercent;

    public double HotMaxAgeFactor => Shares.HotMaxAgeFactor;

    public double WarmMaxAgeFactor => Shares.WarmMaxAgeFactor;

    private LruSettings Shares => parts.Tunables.Segments.Current;
}
