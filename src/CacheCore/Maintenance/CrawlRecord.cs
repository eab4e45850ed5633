using CacheCore.Access.Figures;
using CacheCore.Memory;

namespace CacheCore.Maintenance;

/// <summary>What one crawl has met, by the classes of a journal, in which it is written down at the crawl's end.</summary>
internal sealed class CrawlRecord(UpkeepJournal journal)
{
    private const int Segments = (int)LruSegment.Pinned + 1;

    private readonly int[] _examined = new int[(journal.Classes.Count + 1) * Segments];
    private readonly int[] _freed = new int[(journal.Classes.Count + 1) * Segments];

    /// <summary>
    /// Counts an item that is looked at. Read without a lock, it may be another by now: then it is counted where that belongs.
    /// </summary>
    public void CountExamined(in ItemHeader header) => _examined[NumberOf(in header)]++;

    /// <summary>Counts one that was freed, as it was before.</summary>
    public void CountFreed(in ItemHeader header) => _freed[NumberOf(in header)]++;

    /// <param name="seconds">How long the crawl took.</param>
    /// <param name="secondsToNext">When the next one is due.</param>
    /// <param name="hasNext">Whether anything is due then.</param>
    public void Write(int seconds, int secondsToNext, bool hasNext)
    {
        for (int number = 0; number < _examined.Length; number++)
        {
            if (_examined[number] > 0)
            {
                journal.Write(new UpkeepEntry(UpkeepEvent.Crawled)
                {
                    SizeClass = number / Segments,
                    Segment = (LruSegment)(number % Segments),
                    Examined = _examined[number],
                    Freed = Math.Min(_freed[number], _examined[number]),
                    Seconds = seconds,
                    SecondsToNext = secondsToNext,
                    HasNext = hasNext,
                });
            }
        }
    }

    private int NumberOf(in ItemHeader header)
    {
        int valueLength = Math.Max(0, header.ValueLength);
        int segment = Math.Min((int)header.Place.Segment, Segments - 1);
        return (journal.Classes.ClassOf(in header, valueLength) * Segments) + segment;
    }
}
