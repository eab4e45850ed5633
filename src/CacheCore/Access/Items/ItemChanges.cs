using CacheCore.Access.Values;

namespace CacheCore.Access.Items;

/// <summary>What is to become of an item beside its value.</summary>
internal readonly record struct Amendment
{
    /// <summary>Only if the item still has this version; null = whichever it has.</summary>
    public ulong? ExpectedVersion { get; init; }

    /// <summary>Only if the item has this number on the wire; null = whichever it has.</summary>
    public ulong? ExpectedCas { get; init; }

    /// <summary>Only if the item has none of these marks.</summary>
    public ItemMarks Unmarked { get; init; }

    /// <summary>The lifetime from now on; null = as it is.</summary>
    public ItemLifetime? Lifetime { get; init; }

    public ItemMarks Added { get; init; }

    public ItemMarks Removed { get; init; }

    /// <summary>True: counts as a read of the item, to eviction and to whoever asks.</summary>
    public bool IsRead { get; init; }

    /// <summary>True: to its clients the item is another one now, and gets a new version.</summary>
    public bool IsChange { get; init; }

    /// <summary>Of a change: the number that the item has on the wire; null = its version.</summary>
    public ulong? OwnCas { get; init; }

    public bool Holds(in ItemSight item) =>
        (ExpectedVersion is null || ExpectedVersion == item.Version)
        && (ExpectedCas is null || ExpectedCas == item.Cas)
        && (item.Traits.Marks & Unmarked) == 0;

    public ItemMarks MarksOf(ItemMarks present) => (present & ~Removed) | Added;
}

/// <summary>How to count.</summary>
internal readonly record struct CountRequest
{
    public required ulong Delta { get; init; }

    public required bool IsUp { get; init; }

    /// <summary>True: a number that became shorter is filled up with spaces behind it, as memcached does.</summary>
    public bool IsPadded { get; init; }

    /// <summary>Only if the item has this number on the wire; null = whichever it has.</summary>
    public ulong? ExpectedCas { get; init; }

    /// <summary>The number that the item has on the wire from now on; null = its version.</summary>
    public ulong? OwnCas { get; init; }

    /// <summary>The lifetime from now on; null = as it is.</summary>
    public ItemLifetime? Lifetime { get; init; }
}

/// <summary>What counting led to.</summary>
internal struct CountOutcome
{
    /// <summary>The new number.</summary>
    public ulong Value { get; set; }

    /// <summary>The item as it was before.</summary>
    public ItemSight Before { get; set; }

    /// <summary>The item's number on the wire from now on.</summary>
    public ulong Cas { get; set; }
}

/// <summary>How to add bytes to a value.</summary>
internal readonly record struct ExtendRequest
{
    public ExtendRequest()
    {
    }

    /// <summary>True: behind the value. False: before it.</summary>
    public required bool AtEnd { get; init; }

    /// <summary>Only if the item has this number on the wire; null = whichever it has.</summary>
    public ulong? ExpectedCas { get; init; }

    /// <summary>The number that the item has on the wire from now on; null = its version.</summary>
    public ulong? OwnCas { get; init; }

    /// <summary>What would become longer is refused.</summary>
    public int LongestValue { get; init; } = int.MaxValue;
}
