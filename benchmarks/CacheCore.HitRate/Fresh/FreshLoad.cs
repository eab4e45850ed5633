namespace CacheCore.HitRate.Fresh;

/// <summary>Values that are written, and each read once some writes later; what the cache is full of before.</summary>
/// <param name="Name">As tables call it.</param>
/// <param name="Distance">Writes between a value's own and its read, as a share of those that fit.</param>
/// <param name="AtATime">Values written, and then read, in one go.</param>
/// <param name="Before">What comes first.</param>
internal sealed record FreshLoad(string Name, double Distance, int AtATime = 1, FreshBefore Before = FreshBefore.Nothing)
{
    /// <summary>How often the cache is written anew in a run.</summary>
    public const int Capacities = 15;

    public static IReadOnlyList<FreshLoad> All { get; } =
    [
        new("read after a fifth of the cache", 0.2),
        new("read after a third", 0.35),
        new("read after a half", 0.55),
        new("read after a third, 100 at a time", 0.35, AtATime: 100),
        new("read after a third, behind values that were read once", 0.35, Before: FreshBefore.ReadOnce),
        new("read after a third, behind values of another size", 0.35, Before: FreshBefore.OtherSize),
        new("read after a third, behind a core and a scan", 0.35, Before: FreshBefore.CoreAndScan),
        new("read after a tenth, behind a core and a scan", 0.1, Before: FreshBefore.CoreAndScan),
    ];

    public override string ToString() => Name;
}

/// <summary>What a cache is full of when values begin to be read soon after they were written.</summary>
internal enum FreshBefore
{
    Nothing,

    /// <summary>Values that were written and read once.</summary>
    ReadOnce,

    /// <summary>The same, of eleven times the size.</summary>
    OtherSize,

    /// <summary>What a load with popular keys and others that pass has left, and the rule that the store has learned by it.</summary>
    CoreAndScan,
}
