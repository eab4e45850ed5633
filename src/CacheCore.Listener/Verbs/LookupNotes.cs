using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Watching;
using CacheCore.Primitives;
using CacheCore.Protocol.Administration;
using CacheCore.Server.Watch;

namespace CacheCore.Listener.Verbs;

/// <summary>
/// What is noted when a client looks for an item, whichever command it uses: counts, by prefix too, and a line for those who watch.
/// </summary>
internal sealed class LookupNotes(ListenerCounts counts, PrefixCounts prefixes, WatchHub watch, WireSizes sizes)
{
    /// <summary>Notes a lookup.</summary>
    /// <param name="key">What was looked for.</param>
    /// <param name="isFound">Whether it is there.</param>
    /// <param name="isTouch">Whether the item got a new time to live; such a lookup is counted as a touch and not as a get.</param>
    /// <param name="item">What was found.</param>
    /// <param name="client">Number of the connection that asked.</param>
    public void Add(ReadOnlySpan<byte> key, bool isFound, bool isTouch, FoundItem item, int client)
    {
        if (prefixes.IsOn)
        {
            prefixes.NoteGet(key, isFound);
        }

        AddWithoutPrefix(key, isFound, isTouch, item, client);
    }

    /// <inheritdoc cref="Add"/>
    public void AddWithoutPrefix(ReadOnlySpan<byte> key, bool isFound, bool isTouch, FoundItem item, int client)
    {
        ThreadCounters mine = counts.Mine;
        int slabClass = isFound ? sizes.ClassOf(key.Length, item.ValueLength, item.Flags) : 0;
        mine.Add(isTouch ? ListenerCounter.Touches : ListenerCounter.Gets);
        if (isFound)
        {
            mine.Add(ListenerCounter.Of(slabClass, isTouch ? ClassCounter.TouchHits : ClassCounter.GetHits));
        }
        else
        {
            mine.Add(isTouch ? ListenerCounter.TouchMisses : ListenerCounter.GetMisses);
        }

        if (watch.Wants(WatchStreams.Fetchers))
        {
            watch.Log(WatchStreams.Fetchers, LogText.Fetched(key, isFound ? "found" : "not_found", slabClass, client, item.ValueLength));
        }
    }
}
