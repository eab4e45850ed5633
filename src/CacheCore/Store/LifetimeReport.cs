using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>Counts all items by what is left of their lives, page by page, with no lock: a picture of about now.</summary>
internal static class LifetimeReport
{
    public const int Expired = 0;
    public const int UnderOneSecond = 1;
    public const int UnderTenSeconds = 2;

    /// <summary>The first of sixty spans of a minute each; it begins at ten seconds.</summary>
    public const int FirstMinute = 3;

    public const int UnderOneDay = FirstMinute + MinutesPerHour;
    public const int OneDayOrMore = UnderOneDay + 1;
    public const int Endless = OneDayOrMore + 1;

    private const int MinutesPerHour = 60;
    private const long Second = 1_000;
    private const long Minute = 60 * Second;
    private const long Hour = MinutesPerHour * Minute;
    private const long Day = 24 * Hour;

    public static LifetimeStatistics Of(StoreMemory memory, CoarseClock clock)
    {
        long[] counts = new long[Endless + 1];
        long now = clock.NowMilliseconds;
        for (int page = 1; page <= memory.Slabs.PageCount; page++)
        {
            Count(memory, page, now, counts);
        }

        long[] minutes = counts[FirstMinute..UnderOneDay];
        minutes[0] += counts[UnderOneSecond] + counts[UnderTenSeconds];
        return new LifetimeStatistics
        {
            Expired = counts[Expired],
            UnderOneSecond = counts[UnderOneSecond],
            UnderTenSeconds = counts[UnderTenSeconds],
            UnderOneMinute = counts[FirstMinute],
            UnderTenMinutes = minutes[1..10].Sum(),
            UnderOneHour = minutes[10..].Sum(),
            UnderOneDay = counts[UnderOneDay],
            OneDayOrMore = counts[OneDayOrMore],
            Endless = counts[Endless],
            ByMinute = minutes,
        };
    }

    /// <summary>Which of the counts above an item belongs to. Pure.</summary>
    public static int SpanOf(ItemTimes times, long now) => (times.Deadline - now) switch
    {
        _ when !times.HasDeadline => Endless,
        <= 0 => Expired,
        < Second => UnderOneSecond,
        < 10 * Second => UnderTenSeconds,
        < Hour and var left => FirstMinute + (int)(left / Minute),
        < Day => UnderOneDay,
        _ => OneDayOrMore,
    };

    private static void Count(StoreMemory memory, int page, long now, Span<long> counts)
    {
        int carved = memory.Slabs.CarvedChunks(page, out int chunkSize);
        for (int chunk = 0; chunk < carved; chunk++)
        {
            ref ItemHeader header = ref memory.Pool.View(memory.Pool.ChunkAt(page, chunk * chunkSize)).Header;
            if (header.Place.State == ChunkState.Linked)
            {
                counts[SpanOf(header.Times, now)]++;
            }
        }
    }
}
