namespace CacheCore.Reclaiming;

/// <summary>
/// Decides whether a writer who finds no free chunk lets an item of its own class go, or a page of another class. Pure.
/// <code>
///  each class has an age: the writes that its next victim has waited for a hit
///  a page changes hands     the giver, with a page less, would still be older than the taker with one more, by a quarter
/// </code>
/// So all classes come to keep their items equally long, as one queue over all sizes would, and there they stay: a class of a page or two,
/// whose age a page changes by half, is not asked for it because of a little more.
/// </summary>
internal static class PageDemand
{
    private const double OlderBy = 1.25;

    /// <summary>A class that grows gets four chunks by pages for each that it takes from its own items.</summary>
    private const int LooksPerPage = 4;

    /// <summary>
    /// Where newcomers are judged, a class that begins to grow would lose what was just written: of a hundred items one goes
    /// before it asks for a page.
    /// </summary>
    private const int ItemsPerEviction = 100;

    private const int RarestLook = 64;

    /// <summary>Evictions of a class between two looks at the others: a look costs about as much as an eviction.</summary>
    /// <param name="chunksPerPage">What the class gets by a page.</param>
    /// <param name="items">What it has.</param>
    /// <param name="judges">The newest may be those that leave.</param>
    public static int EvictionsBetweenLooks(int chunksPerPage, long items, bool judges) =>
        (int)Math.Clamp(Math.Min(chunksPerPage / LooksPerPage, judges ? items / ItemsPerEviction : RarestLook), 1, RarestLook);

    /// <summary>
    /// What a class's age would come to with a page less. The last page weighs half, so that a class can be given up at all.
    /// </summary>
    public static long AgeAfterGiving(long age, long pages) => age * pages / (pages + 1);

    /// <summary>What a class's age would come to with a page more.</summary>
    public static long AgeAfterTaking(long age, long pages) => age * (pages + 1) / Math.Max(1, pages);

    public static bool IsWorthIt(long giver, long taker) => giver > taker * OlderBy;
}
