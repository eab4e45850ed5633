using CacheCore.Parts;

namespace CacheCore.Maintenance;

/// <summary>
/// When the crawler sets out and which pages it walks. Pure: decides from what <see cref="DeadlineHints"/> know.
/// <code>
/// first deadline of a page                 the crawler sets out, over all pages in which something is due
/// ├── rest of its unit, up to 256 ms ──┬── patience 500 ms ──┤── slice ── pause ── slice ── pause ── …
/// </code>
/// Waiting a little gathers items: a page whose items end one after the other is walked about once a second. The pauses hold the
/// crawler to a twelfth of a core, however many items end.
/// </summary>
internal static class CrawlSchedule
{
    /// <summary>How long an expired item waits for others.</summary>
    public const int PatienceMilliseconds = 500;

    /// <summary>The longest that the maintainer rests although nothing is due, should it have missed anything.</summary>
    public const int LongestRestMilliseconds = 60_000;

    /// <summary>The same where deadlines are told by a clock that may jump.</summary>
    public const int RestWithOtherClockMilliseconds = 1000;

    /// <summary>The crawler looks no more often than this whether anything is due.</summary>
    public const int ShortestPauseMilliseconds = 50;

    private const int LongestPauseMilliseconds = 500;

    /// <summary>A pause is this many times the slice before it.</summary>
    private const int PausePerWork = 11;

    /// <summary>When to set out for items that end in a unit.</summary>
    public static long StartFor(uint earliest) =>
        earliest == DeadlineHints.Never ? long.MaxValue : DeadlineHints.EndOf(earliest) + PatienceMilliseconds;

    /// <summary>The last unit that is over, all of it, at a time.</summary>
    public static uint LastOver(long now) => DeadlineHints.UnitOf(now) - 1;

    /// <summary>The first page from a number on in which something ends by the last unit; 0: there is none.</summary>
    public static int NextPage(ReadOnlySpan<uint> notes, int from, uint lastUnit)
    {
        if (from >= notes.Length)
        {
            return 0;
        }

        int found = notes[from..].IndexOfAnyInRange(DeadlineHints.NoteOf(lastUnit), uint.MaxValue);
        return found < 0 ? 0 : from + found;
    }

    /// <summary>
    /// How long to stop after a slice of work. A slice that took long because others had the processor does not put off
    /// the rest for long.
    /// </summary>
    public static long PauseAfter(double workedMilliseconds) =>
        (long)Math.Clamp(workedMilliseconds * PausePerWork, ShortestPauseMilliseconds, LongestPauseMilliseconds);

    /// <summary>How long the crawler has nothing to do.</summary>
    /// <param name="earliest">In which unit the first item ends.</param>
    /// <param name="now">By the items' clock.</param>
    /// <param name="pauseLeft">What is left of the last pause.</param>
    /// <param name="isUnderway">It has set out and not come to the last page yet.</param>
    /// <param name="clockMayJump">The items' clock is not the machine's.</param>
    public static int WaitFor(uint earliest, long now, long pauseLeft, bool isUnderway, bool clockMayJump)
    {
        long longest = clockMayJump && earliest != DeadlineHints.Never ? RestWithOtherClockMilliseconds : LongestRestMilliseconds;
        long wait = isUnderway || earliest == DeadlineHints.Never ? 0 : StartFor(earliest) - now;
        bool isIdle = !isUnderway && earliest == DeadlineHints.Never;
        return (int)(isIdle ? longest : Math.Clamp(Math.Max(wait, pauseLeft), 0, longest));
    }
}
