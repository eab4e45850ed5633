using System.Globalization;

namespace CacheCore;

/// <summary>
/// The figures of a store. Counts are exact and run from its start; sizes are of the moment. Those of one class are of one moment,
/// or where it is large of a moment for each of its queues; while others use the store, two classes may be a moment apart.
/// docs/eviction.md tells how to read them.
/// </summary>
public sealed record CacheStatistics
{
    private const double MiB = 1 << 20;

    /// <summary>What matters most, in one line: <c>1,204 items in 52.1 of 64.0 MiB, 97.3 % of 10,000 reads hit, 12 evicted</c>.</summary>
    public override string ToString()
    {
        long reads = Hits + Misses;
        string hits = reads == 0
            ? "no reads yet"
            : string.Create(CultureInfo.InvariantCulture, $"{100.0 * Hits / reads:0.0} % of {reads:N0} reads hit");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Items:N0} items in {MemoryUsed / MiB:N1} of {MemoryLimit / MiB:N1} MiB, {hits}, {Evictions:N0} evicted");
    }

    /// <summary>Items in the cache, expired ones that were not yet met included.</summary>
    public long Items { get; init; }

    /// <summary>Bytes of keys and values in the cache.</summary>
    public long StoredBytes { get; init; }

    /// <summary>
    /// Native bytes in use: pages given to slab classes and large values, index and policy data. Above <see cref="MemoryLimit"/> only as
    /// long as the store comes down to a limit that was lowered.
    /// </summary>
    public long MemoryUsed { get; init; }

    /// <summary>Native bytes that may be used, as <see cref="CacheStore.MemoryLimit"/> has it now.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Native bytes of the index, part of <see cref="MemoryUsed"/>.</summary>
    public long IndexBytes { get; init; }

    /// <summary>
    /// Bytes of what the eviction policy knows of keys beside the items, part of <see cref="MemoryUsed"/>; those of its shadow directories
    /// lie on the managed heap.
    /// </summary>
    public long PolicyBytes { get; init; }

    /// <summary>What the adaptive policy is doing; null under the others.</summary>
    public AdmissionStatistics? Admission { get; init; }

    /// <summary>Reads that found a live item.</summary>
    public long Hits { get; init; }

    /// <summary>Reads that found none.</summary>
    public long Misses { get; init; }

    /// <summary>Writes that stored a value.</summary>
    public long Writes { get; init; }

    /// <summary>Items removed because somebody asked for it.</summary>
    public long Removes { get; init; }

    /// <summary>Touches and refreshes that found an item.</summary>
    public long Touches { get; init; }

    /// <summary>Items that left because their memory was needed.</summary>
    public long Evictions { get; init; }

    /// <summary>Of the evicted items, those that were never read.</summary>
    public long EvictedUnread { get; init; }

    /// <summary>Of the evicted items, those that had a deadline still to come.</summary>
    public long EvictedBeforeDeadline { get; init; }

    /// <summary>Items that left because their time was over.</summary>
    public long Expirations { get; init; }

    /// <summary>Of the expired items, those that were never read.</summary>
    public long ExpiredUnread { get; init; }

    /// <summary>Of the expired items, those that were met by somebody who needed memory: nothing had to be evicted for them.</summary>
    public long ReclaimedExpired { get; init; }

    /// <summary>Pages that the crawler has walked in search of expired items.</summary>
    public long CrawledPages { get; init; }

    /// <summary>Items that it looked at there, expired or not.</summary>
    public long CrawledItems { get; init; }

    /// <summary>
    /// Writes refused because the item is larger than <see cref="CacheCoreOptions.MaxItemSize"/> or half the memory limit, or its key too
    /// long for a page; those included that a listener refused before they came to the store.
    /// </summary>
    public long RejectedTooLarge { get; init; }

    /// <summary>Writes refused because nothing could leave to make room.</summary>
    public long RejectedOutOfMemory { get; init; }

    /// <summary>Pages taken whole from one owner for another.</summary>
    public long PagesTaken { get; init; }

    /// <summary>Pages that went back to the pool from slab classes, because their last item had left or because they were taken.</summary>
    public long PagesReturned { get; init; }

    /// <summary>Items that were moved to another page because theirs was taken.</summary>
    public long PageMoveRescues { get; init; }

    /// <summary>
    /// Items evicted because their page was taken, or to make room for one that was moved; part of <see cref="Evictions"/>.
    /// </summary>
    public long PageMoveEvictions { get; init; }

    /// <summary>Items that are pinned, see <see cref="CacheCoreOptions.PinnedKeyPrefixes"/>; part of <see cref="Items"/>.</summary>
    public long PinnedItems { get; init; }

    /// <summary>Bytes of the chunks of pinned items; at most <see cref="CacheCoreOptions.MaxPinnedBytes"/>.</summary>
    public long PinnedBytes { get; init; }

    /// <summary>
    /// Writes of an item whose key asked for it to be pinned and that became an ordinary one: too large, or too many pinned already.
    /// </summary>
    public long PinsRefused { get; init; }

    /// <summary>
    /// Pinned items that left because their memory was needed and nothing else could leave; part of <see cref="Evictions"/>.
    /// </summary>
    public long PinnedEvictions { get; init; }

    /// <summary>Removal notices dropped because their queue was full.</summary>
    public long NoticesDropped { get; init; }

    /// <summary>The slab classes that hold pages, ascending by chunk size.</summary>
    public IReadOnlyList<SlabClassStatistics> Classes { get; init; } = [];

    /// <summary>
    /// Native bytes of the pages that slab classes and large values have, part of <see cref="MemoryUsed"/>: what index
    /// and policy leave of it.
    /// </summary>
    public long ItemBytes => MemoryUsed - IndexBytes - PolicyBytes;

    /// <summary>Native bytes that may still be used: pages that nobody has.</summary>
    public long FreeBytes => Math.Max(0, MemoryLimit - MemoryUsed);

    /// <summary>Share of reads that found a live item, from 0 to 1; 0 before the first read.</summary>
    public double HitRatio => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);
}
