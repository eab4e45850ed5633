using CacheCore.Maintenance;
using CacheCore.Parts;
using CacheCore.Reclaiming;
using CacheCore.Store;
using Microsoft.Extensions.Logging;

namespace CacheCore.Wiring;

/// <summary>Those who work in one store, each with the parts that his work needs. Made once.</summary>
internal sealed class StoreWorkers
{
    private readonly StoreParts _parts;

    public StoreWorkers(StoreParts parts)
    {
        _parts = parts;
        (StoreMemory memory, StoreEviction eviction, HeldValues held) = (parts.Memory, parts.Eviction, parts.Held);
        Linker = new ItemLinker(memory, parts.Gate, eviction, parts.Counters, parts.Deadlines, held, parts.Bell);
        var reclaimer = new Reclaimer(memory, eviction, parts.Notifier, Linker);
        Rescuer = new ItemRescuer(memory, parts.Gate, parts.Deadlines, held, Linker);
        Mover = new PageMover(memory, eviction, parts.Counters, parts.Notifier, parts.Journals, held, Linker, reclaimer, Rescuer);
        Pages = new PageReclaimer(memory, parts.Gate, eviction, parts.Clock, parts.Deadlines, reclaimer, Mover);
        Settler = new LimitSettler(memory, eviction, Pages);
        Removals = new ItemRemovals(memory, parts.Gate, parts.Clock, parts.Counters, parts.Notifier, parts.Leases, Linker);
        var largeValues = new LargeValueReads(memory, parts.Gate, held, Linker);
        Reads = new ItemReads(memory, parts.Gate, eviction, parts.Clock, parts.Counters, largeValues, Removals);
        Writes = new ItemWrites(
            memory, parts.Gate, eviction, parts.Clock, parts.Counters, parts.Tunables, parts.Limits, parts.Deadlines, parts.Leases, Linker,
            new ItemReserver(memory, eviction, held, Linker, reclaimer, Pages, Settler),
            new PlaceMaker(memory, eviction, Linker, reclaimer, Pages), Pages, Removals);
        Updates = new ItemUpdates(
            memory, parts.Gate, eviction, parts.Clock, parts.Counters, parts.Deadlines, parts.Leases, Reads, Writes);
        Statistics = new StatisticsReport(memory, eviction, parts.Clock, parts.Counters);
    }

    public ItemLinker Linker { get; }

    public ItemRescuer Rescuer { get; }

    public PageMover Mover { get; }

    public PageReclaimer Pages { get; }

    public LimitSettler Settler { get; }

    public ItemReads Reads { get; }

    public ItemWrites Writes { get; }

    public ItemUpdates Updates { get; }

    public ItemRemovals Removals { get; }

    public StatisticsReport Statistics { get; }

    /// <summary>Who keeps the store in order.</summary>
    /// <param name="teller">Has listeners told.</param>
    /// <param name="name">The store's, for the log.</param>
    /// <param name="logger">Where failures go.</param>
    /// <param name="machineTime">Paces the crawler, whatever clock items live by; null = the system's.</param>
    public Maintainer MakeMaintainer(NoticeTeller teller, string name, ILogger logger, TimeProvider? machineTime = null)
    {
        (StoreMemory memory, StoreEviction eviction) = (_parts.Memory, _parts.Eviction);
        AdmissionUpkeep? admission = eviction.Policy.Admission is { } known
            ? new AdmissionUpkeep(memory, eviction, _parts.Counters, Pages, known)
            : null;
        return new Maintainer(
            memory, _parts.Clock, _parts.Notices, Linker, new LruJuggler(memory, eviction, _parts.Clock), admission,
            MakeCrawler(machineTime ?? TimeProvider.System), Settler,
            new PageBalancer(memory, eviction, _parts.Clock, _parts.Tunables, _parts.Journals, Pages), teller, name, logger);
    }

    /// <summary>Who lets expired items go.</summary>
    /// <param name="machineTime">Paces it, whatever clock items live by.</param>
    public ItemCrawler MakeCrawler(TimeProvider machineTime) =>
        new(_parts.Memory, _parts.Eviction, _parts.Clock, _parts.Counters, _parts.Deadlines, _parts.Journals, Removals, machineTime);
}
