namespace CacheCore;

/// <summary>
/// How long an item lives, and the number its writer wants stored beside it. The default value means:
/// until evicted, flags 0. Where several limits are given, the earliest ends the item.
/// </summary>
/// <remarks>Precision is a millisecond. A deadline more than 34 years away counts as "never".</remarks>
public readonly record struct ItemOptions
{
    private readonly TimeSpan? _relative;
    private readonly TimeSpan? _sliding;

    /// <summary>The moment at which the item ends. A moment that has passed makes a write a removal.</summary>
    public DateTimeOffset? AbsoluteExpiration { get; init; }

    /// <summary>How long after the write the item ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan? AbsoluteExpirationRelativeToNow
    {
        get => _relative;
        init => _relative = Positive(value, nameof(AbsoluteExpirationRelativeToNow));
    }

    /// <summary>
    /// How long the item lives without being read or refreshed. A read renews it only once more than a 64th of the
    /// window has passed since the last renewal, so that a hot item is not written at each read; a refresh always does.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan? SlidingExpiration
    {
        get => _sliding;
        init => _sliding = Positive(value, nameof(SlidingExpiration));
    }

    /// <summary>A number of the writer's, kept with the value and handed back with it. memcached clients mark encodings with it.</summary>
    public uint Flags { get; init; }

    /// <summary>Options of an item that ends a while after it was written.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is zero or negative.</exception>
    public static ItemOptions ExpiresAfter(TimeSpan lifetime) => new() { AbsoluteExpirationRelativeToNow = lifetime };

    private static TimeSpan? Positive(TimeSpan? value, string name)
    {
        if (value is { } span)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero, name);
        }

        return value;
    }
}
