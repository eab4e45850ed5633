using System.Globalization;
using System.Text;
using CacheCore.Access.Figures;

namespace CacheCore.Listener.Watching;

/// <summary>What stands behind the number of a logged event. Sizes are those of values, the line end behind them not counted.</summary>
internal static class LogText
{
    public static string Fetched(ReadOnlySpan<byte> key, string status, int slabClass, int client, int valueLength) => string.Create(
        CultureInfo.InvariantCulture,
        $"type=item_get key={Escaped(key)} status={status} clsid={slabClass} cfd={client} size={valueLength}");

    public static string Stored(
        ReadOnlySpan<byte> key, string status, string command, long ttl, int slabClass, int client, int valueLength) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"type=item_store key={Escaped(key)} status={status} cmd={command} ttl={ttl} clsid={slabClass} "
                + $"cfd={client} size={valueLength}");

    public static string Deleted(ReadOnlySpan<byte> key, string command, int slabClass, int valueLength) => string.Create(
        CultureInfo.InvariantCulture,
        $"type=deleted key={Escaped(key)} cmd={command} clsid={slabClass} size={valueLength}");

    public static string Evicted(ReadOnlySpan<byte> key, bool wasFetched, long ttl, long idleSeconds, int slabClass, int valueLength) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"type=eviction key={Escaped(key)} fetch={(wasFetched ? "yes" : "no")} ttl={ttl} la={idleSeconds} "
                + $"clsid={slabClass} size={valueLength}");

    public static string PageMoved(int fromClass, int toClass, bool isMoved) => string.Create(
        CultureInfo.InvariantCulture, $"type=slab_move src={fromClass} dst={toClass} state={(isMoved ? "ok" : "fail")}");

    /// <summary>
    /// How a crawl has gone in one class and segment.
    /// The crawler sets out for the first item whose time is over: so low is the mark, and it knows of one at least, or of none.
    /// </summary>
    public static string Crawled(in UpkeepEntry crawl) => string.Create(
        CultureInfo.InvariantCulture,
        $"type=lru_crawler crawler={crawl.SizeClass} lru={crawl.SegmentName} low_mark=1 "
        + $"next_reclaims={(crawl.HasNext ? 1 : 0)} since_run=0 "
        + $"next_run={crawl.SecondsToNext} elapsed={crawl.Seconds} examined={crawl.Examined} reclaimed={crawl.Freed}");

    private static string Escaped(ReadOnlySpan<byte> key)
    {
        StringBuilder text = new(key.Length);
        foreach (byte character in key)
        {
            _ = IsUnreserved((char)character)
                ? text.Append((char)character)
                : text.Append(CultureInfo.InvariantCulture, $"%{character:X2}");
        }

        return text.ToString();
    }

    /// <summary>
    /// True for what stands in a URI as it is. Not a table: its making would fall to some request that is not even watched.
    /// </summary>
    private static bool IsUnreserved(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~';
}
