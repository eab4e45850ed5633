using CacheCore.Eviction;
using CacheCore.Options;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>The options that may change while a store runs. Any thread may set them; they hold from the next look on.</summary>
internal sealed class StoreTunables(CacheCoreOptions options)
{
    private long _temporaryMilliseconds = MillisecondsOf(options.TemporaryLifetime);
    private volatile PageBalancing _pageBalancing = options.PageBalancing;

    /// <summary>Those of the segmented policy.</summary>
    public LruTunables Segments { get; } = new(SegmentsOf(options));

    /// <summary>Items that live no longer than this go to TEMP; 0 = none do.</summary>
    public long TemporaryMilliseconds => Volatile.Read(ref _temporaryMilliseconds);

    /// <exception cref="ArgumentOutOfRangeException">Set to zero or less.</exception>
    public TimeSpan? TemporaryLifetime
    {
        get => TemporaryMilliseconds is var milliseconds and not 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond))
            : null;
        set
        {
            if (value is { } span)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero, nameof(value));
            }

            Volatile.Write(ref _temporaryMilliseconds, MillisecondsOf(value));
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">Set to what is no such value.</exception>
    public PageBalancing PageBalancing
    {
        get => _pageBalancing;
        set => _pageBalancing = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Off, Steady or Eager.");
    }

    /// <exception cref="ArgumentException">A value is out of range; the message names each.</exception>
    public void TuneSegments(int hotPercent, int warmPercent, double hotMaxAgeFactor, double warmMaxAgeFactor)
    {
        var tuned = new CacheCoreOptions
        {
            HotPercent = hotPercent,
            WarmPercent = warmPercent,
            HotMaxAgeFactor = hotMaxAgeFactor,
            WarmMaxAgeFactor = warmMaxAgeFactor,
        };
        if (CacheCoreOptionsTable.All.Problems(tuned) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems));
        }

        Segments.Current = SegmentsOf(tuned);
    }

    private static LruSettings SegmentsOf(CacheCoreOptions options) =>
        new(options.HotPercent, options.WarmPercent, options.HotMaxAgeFactor, options.WarmMaxAgeFactor);

    private static long MillisecondsOf(TimeSpan? lifetime) => lifetime is { } span ? CoarseClock.CeilingMilliseconds(span) : 0;
}
