using CacheCore.Access.Values;
using CacheCore.Memory;

namespace CacheCore.Access.Items;

/// <summary>All that a write needs to know.</summary>
internal readonly ref struct WriteRequest
{
    public required ReadOnlySpan<byte> Key { get; init; }

    public required ulong Hash { get; init; }

    public required ValueSource Value { get; init; }

    public required ItemLifetime Lifetime { get; init; }

    /// <summary>The store's time of the write, which all that it meets is judged by: no clock is asked under a lock.</summary>
    public required long NowMilliseconds { get; init; }

    /// <summary>The same in seconds, for the item's last access.</summary>
    public long NowSeconds => NowMilliseconds / 1000;

    public uint Flags { get; init; }

    public WriteMode Mode { get; init; }

    /// <summary>Of <see cref="WriteMode.CompareAndSwap"/> and <see cref="WriteMode.CompareCas"/>.</summary>
    public ulong ExpectedVersion { get; init; }

    /// <summary>The number that the item has on the wire; null = its version.</summary>
    public ulong? OwnCas { get; init; }

    public ItemMarks Marks { get; init; }

    /// <summary>
    /// True: the lifetime is the one that the replaced item has when it is replaced, as far as the new one has the same fields; it may have
    /// been renewed or touched since it was read, which moves no version.
    /// </summary>
    public bool KeepsLifetime { get; init; }

    /// <summary>
    /// Of <see cref="WriteMode.CompareAndSwap"/>: only if the item still has these marks, which move no version either;
    /// null = whichever it has.
    /// </summary>
    public ItemMarks? SeenMarks { get; init; }

    /// <summary>Of <see cref="WriteMode.Add"/>: only as long as this lease is not over.</summary>
    public FactoryLease? Lease { get; init; }

    /// <summary>What follows the header of an item in one chunk.</summary>
    public ItemTraits SmallTraits => new(
        Lifetime.Window != 0, Lifetime.Window != 0 && Lifetime.LastDeadline != ItemTimes.Never, Flags != 0, large: false,
        OwnCas is not null, Marks);
}
