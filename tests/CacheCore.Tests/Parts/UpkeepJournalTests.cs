using CacheCore.Access.Figures;
using CacheCore.Parts;

namespace CacheCore.Tests.Parts;

internal sealed class UpkeepJournalTests
{
    private static readonly SizeClasses Classes = new(overhead: 50, flagsSize: 4, [96, 1024]);

    [Test]
    public void What_was_written_first_is_taken_first_and_what_finds_no_room_is_counted()
    {
        UpkeepJournal journal = new(Classes, capacity: 3);
        List<int> taken = [];
        for (int page = 0; page < 10; page++)
        {
            journal.Write(new UpkeepEntry(UpkeepEvent.PageMoved) { From = page });
            if (page % 5 == 4)
            {
                Take(journal, taken, most: 2);
            }
        }

        Take(journal, taken, most: 10);
        Assert.That(taken, Is.EqualTo([0, 1, 2, 5, 6]));
        Assert.That((journal.TakeLost(), journal.TakeLost()), Is.EqualTo((5L, 0L)));
    }

    [Test]
    public void Each_who_has_one_kept_hears_of_it_until_they_leave()
    {
        UpkeepJournals journals = new();
        UpkeepJournal left = new(Classes, capacity: 3);
        UpkeepJournal stayed = new(Classes, capacity: 3);
        journals.NotePage(0, 1, isMoved: true);
        journals.Add(left);
        journals.Add(stayed);
        journals.NotePage(2, UpkeepEntry.Pool, isMoved: true);
        journals.Remove(left);
        journals.NotePage(4, 5, isMoved: false);

        Assert.That(All(left), Is.EqualTo([new UpkeepEntry(UpkeepEvent.PageMoved) { From = 2, To = UpkeepEntry.Pool }]));
        Assert.That(All(stayed), Is.EqualTo(
        [
            new UpkeepEntry(UpkeepEvent.PageMoved) { From = 2, To = UpkeepEntry.Pool },
            new UpkeepEntry(UpkeepEvent.PageStayed) { From = 4, To = 5 },
        ]));
        Assert.That(journals.All, Is.EqualTo([stayed]));
    }

    /// <summary>Pages are noted with locks held, under which nothing may be allocated: full or not, kept or not.</summary>
    [Test]
    public void Writing_allocates_nothing()
    {
        UpkeepJournals journals = new();
        _ = BytesFor(journals); // compiled by now

        long unkept = BytesFor(journals);
        journals.Add(new UpkeepJournal(Classes, capacity: 3));
        Assert.That((unkept, BytesFor(journals)), Is.EqualTo((0L, 0L)));
    }

    private static long BytesFor(UpkeepJournals journals)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            journals.NotePage(i, 1, isMoved: true);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static List<UpkeepEntry> All(UpkeepJournal journal)
    {
        List<UpkeepEntry> entries = [];
        while (journal.TryTake(out UpkeepEntry entry))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static void Take(UpkeepJournal journal, List<int> taken, int most)
    {
        for (int i = 0; i < most && journal.TryTake(out UpkeepEntry entry); i++)
        {
            taken.Add(entry.From);
        }
    }
}
