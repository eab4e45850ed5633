namespace CacheCore.Primitives;

/// <summary>
/// Hands out item versions, each once, to threads in blocks. Since every write takes one, it is also the clock by which the queues tell
/// how long their items wait: it goes on with the load, however fast that is. Versions go round after 2^48 writes, and 0 is none.
/// <code>
///                given - 4096                                      given
/// ──────────────────┼────────────────[ block ]──────[ block ]────────┤
///  a thread that is  │  it may go on with its block, unless an item of
///  so far behind     │  the same stripe left with a later version
///  takes a new block │
/// </code>
/// </summary>
internal sealed class VersionSource
{
    /// <summary>Versions take 48 bits: nine years at a million writes a second before one could come again.</summary>
    public const int Bits = 48;

    public const ulong Mask = (1UL << Bits) - 1;

    /// <summary>Versions that a thread takes at a time: few, for the clock must tell the ages of a thousand items apart.</summary>
    private const int Block = 32;

    /// <summary>
    /// What no new key's version is further behind, so that of items that left only those with later ones need be remembered.
    /// </summary>
    private const int Recent = 4096;

    private const int Stripes = 256;
    private const int StripeShift = 3;

    private readonly ulong[] _latestLeft = new ulong[Stripes];
    private PaddedCount _given;

    /// <summary>Writes so far, to within a block for each thread.</summary>
    public long Writes => Volatile.Read(ref _given.Value);

    /// <summary>True if a version was given out after another one, less than 2^47 writes before or after it.</summary>
    public static bool IsLater(ulong version, ulong other) => (long)((version - other) << (64 - Bits)) > 0;

    /// <summary>A version that no other write of the store gets.</summary>
    public ulong Next(ThreadCounters mine)
    {
        if (mine.VersionsLeft == 0)
        {
            TakeBlock(mine);
        }

        return Take(mine);
    }

    /// <summary>The same, later than the one that it takes the place of: clients tell by it which of two values is older.</summary>
    public ulong NextAfter(ThreadCounters mine, ulong replaced)
    {
        if (mine.VersionsLeft == 0 || !IsLater(mine.NextVersion, replaced))
        {
            TakeBlock(mine);
        }

        return Take(mine);
    }

    /// <summary>
    /// What a new key's version has to be later than, to be later than any that an item of its tag had: needs the bucket's lock.
    /// </summary>
    public ulong FloorOf(ulong tag)
    {
        ulong left = Volatile.Read(ref StripeOf(tag));
        ulong given = (ulong)Writes;
        return Age(left, given) < Recent ? left : (given - Recent) & Mask;
    }

    /// <summary>Remembers the version of an item that leaves, under its bucket's lock.</summary>
    public void NoteLeaving(ulong tag, ulong version)
    {
        if (Age(version, (ulong)Writes) >= Recent)
        {
            return;
        }

        ref ulong latest = ref StripeOf(tag);
        ulong seen;
        do
        {
            seen = Volatile.Read(ref latest);
            ulong given = (ulong)Writes; // behind the version that was seen, which it is not less than then
            if (Age(seen, given) <= Age(version, given))
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref latest, version, seen) != seen);
    }

    /// <summary>Versions given out since one.</summary>
    private static ulong Age(ulong version, ulong given) => (given - version) & Mask;

    private ref ulong StripeOf(ulong tag) => ref _latestLeft[(tag >> StripeShift) % Stripes];

    private static ulong Take(ThreadCounters mine)
    {
        mine.VersionsLeft--;
        mine.LastVersion = mine.NextVersion;
        return mine.NextVersion++;
    }

    private void TakeBlock(ThreadCounters mine)
    {
        ulong last = (ulong)Interlocked.Add(ref _given.Value, Block);
        mine.NextVersion = (last - Block + 1) & Mask;
        mine.VersionsLeft = (last & Mask) == 0 ? Block - 1 : Block;
    }
}
