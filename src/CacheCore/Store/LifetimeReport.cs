using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>Counts all items by what is left of their lives, page by page, with no lock: a picture of about now.</summary>
internal static class LifetimeReport
{
    private const int Expired = 0;

    /// <summary>Milliseconds that the spans between expired and "more" end before.</summary>
    private static readonly long[] Limits = [1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000];

    private static int More => Limits.Length + 1;

    private static int Endless => Limits.Length + 2;

    public static LifetimeStatistics Of(StoreParts parts)
    {
        long[] counts = new long[Endless + 1];
        long now = parts.Clock.NowMilliseconds;
        for (int page = 1; page <= parts.Slabs.PageCount; page++)
        {
            Count(parts, page, now, counts);
        }

        return new LifetimeStatistics
        {
            Expired = counts[Expired],
            UnderOneSecond = counts[1],
            UnderTenSeconds = counts[2],
            UnderOneMinute = counts[3],
            UnderTenMinutes = counts[4],
            UnderOneHour = counts[5],
            UnderOneDay = counts[6],
            OneDayOrMore = counts[More],
            Endless = counts[Endless],
        };
    }

    /// <summary>Which count an item belongs to: 0 expired, then one for each limit, more, endless.</summary>
    public static int SpanOf(ItemTimes times, long now)
    {
        if (!times.HasDeadline)
        {
            return Endless;
        }

        if (times.IsOver(now))
        {
            return Expired;
        }

        long left = times.Deadline - now;
        int span = 0;
        while (span < Limits.Length && left >= Limits[span])
        {
            span++;
        }

        return span + 1;
    }

    private static void Count(StoreParts parts, int page, long now, Span<long> counts)
    {
        int carved = parts.Slabs.CarvedChunks(page, out int chunkSize);
        for (int chunk = 0; chunk < carved; chunk++)
        {
            ref ItemHeader header = ref parts.Pool.View(parts.Pool.ChunkAt(page, chunk * chunkSize)).Header;
            if (header.Place.State == ChunkState.Linked)
            {
                counts[SpanOf(header.Times, now)]++;
            }
        }
    }
}
