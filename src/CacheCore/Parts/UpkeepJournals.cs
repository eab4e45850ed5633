using CacheCore.Access.Figures;

namespace CacheCore.Parts;

/// <summary>Those who have a journal kept of a store's upkeep: mostly nobody, which costs a look at an empty array.</summary>
internal sealed class UpkeepJournals
{
    private UpkeepJournal[] _all = [];

    public UpkeepJournal[] All => Volatile.Read(ref _all);

    public void Add(UpkeepJournal journal) => Change(journals => [.. journals, journal]);

    /// <summary>Nothing is written in a journal after this, but by who is at it.</summary>
    public void Remove(UpkeepJournal journal) => Change(journals => [.. journals.Where(one => one != journal)]);

    /// <summary>Notes that a page was to be moved. May be called under any lock.</summary>
    /// <param name="from">The queue set that gives it.</param>
    /// <param name="to">The queue set that it is for; or the pool.</param>
    /// <param name="isMoved">What became of it.</param>
    public void NotePage(int from, int to, bool isMoved)
    {
        foreach (UpkeepJournal journal in All)
        {
            journal.Write(new UpkeepEntry(isMoved ? UpkeepEvent.PageMoved : UpkeepEvent.PageStayed) { From = from, To = to });
        }
    }

    private void Change(Func<UpkeepJournal[], UpkeepJournal[]> change)
    {
        UpkeepJournal[] seen;
        do
        {
            seen = All;
        }
        while (Interlocked.CompareExchange(ref _all, change(seen), seen) != seen);
    }
}
