using System.Runtime.CompilerServices;

namespace CacheCore.Index;

/// <summary>
/// The first word of a bucket.
/// <code>
/// 63            30 29              2      1      0
/// |   version    |  overflow line  | DIRTY | LOCK |
/// </code>
/// LOCK: a writer is inside. DIRTY: it is changing bytes that readers may be copying. The version moves with every
/// change. A hit needs version and DIRTY unmoved and does not care for LOCK; a miss needs LOCK clear as well.
/// </summary>
internal readonly record struct BucketWord(ulong Bits)
{
    public const ulong Lock = 1;
    public const ulong Dirty = 2;

    /// <summary>Overflow lines that a link can name: twice as many as the smallest items of the largest store come to.</summary>
    public const uint MaxLine = (1u << LinkBits) - 1;

    private const int LinkShift = 2;
    private const int LinkBits = 28;
    private const int VersionShift = LinkShift + LinkBits;
    private const ulong LinkMask = (ulong)MaxLine << LinkShift;

    public bool IsLocked => (Bits & Lock) != 0;

    public bool IsDirty => (Bits & Dirty) != 0;

    /// <summary>Number of the first overflow line, 0 = none.</summary>
    public uint Line
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every get
        get => (uint)((Bits & LinkMask) >> LinkShift);
    }

    public ulong Version => Bits >> VersionShift;

    public BucketWord Locked => new(Bits | Lock);

    public BucketWord LockedAndDirty => new(Bits | Lock | Dirty);

    /// <summary>The word of a bucket that has a version, and no overflow line.</summary>
    public static BucketWord Of(ulong version) => new(version << VersionShift);

    /// <summary>The word that ends a change: next version, neither locked nor dirty.</summary>
    public BucketWord Next(uint line) =>
        new((((Bits >> VersionShift) + 1) << VersionShift) | ((ulong)line << LinkShift));

    /// <summary>True if what was found under this word still stands under a later look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // twice in every get
    public bool StillHolds(BucketWord later) => ((Bits ^ later.Bits) & ~Lock) == 0;
}
