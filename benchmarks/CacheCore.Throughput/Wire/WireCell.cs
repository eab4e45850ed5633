namespace CacheCore.Throughput.Wire;

/// <summary>A load of the wire, and what is asked of us beside memcached.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Load">Options of <c>cachecore bench</c>.</param>
/// <param name="Bar">memcached's processor time for a request over ours, at least.</param>
internal sealed record WireCell(string Name, string Load, double Bar)
{
    /// <summary>With many keys.</summary>
    public static readonly WireCell[] Usual =
    [
        new("get", "--mix get", 1.1),
        new("mg", "--mix mg", 1.1),
        new("set", "--mix set", 1.1),
        new("get by 8", "--mix get --pipeline 8", 2.5),
        new("set by 8", "--mix set --pipeline 8", 1.3),
        new("get by 50", "--mix get --pipeline 50", 5),
        new("mg by 50", "--mix mg --pipeline 50", 3),
        new("get of 50 keys", "--mix get --multiget 50", 3),
    ];

    /// <summary>Encrypted, where most of the work is the same library's.</summary>
    public static readonly WireCell[] Encrypted =
    [
        new("get", "--mix get", 1),
        new("set", "--mix set", 1),
        new("get by 50", "--mix get --pipeline 50", 1),
        new("set by 50", "--mix set --pipeline 50", 1),
    ];
}
