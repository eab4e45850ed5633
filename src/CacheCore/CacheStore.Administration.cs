using CacheCore.Store;

namespace CacheCore;

/// <content>What is asked and told of the store as a whole.</content>
public sealed partial class CacheStore
{
    /// <summary>
    /// Lists the keys without stopping anybody. A key that is there from beginning to end is listed once; one that comes
    /// or goes meanwhile may or may not be. Reads all of the index: for tools, not for requests.
    /// </summary>
    public IEnumerable<byte[]> EnumerateKeys()
    {
        _parts.Gate.ThrowIfClosed();
        return new KeyWalk(_parts.Memory, _parts.Gate, _parts.Clock).Run(this);
    }

    /// <summary>Adds up the store's figures. Takes each lock for a moment; not for every request.</summary>
    public CacheStatistics GetStatistics()
    {
        _parts.Gate.ThrowIfClosed();
        CacheStatistics statistics = Workers.Statistics.Make();
        GC.KeepAlive(this);
        return statistics;
    }

    /// <summary>
    /// Counts the items by how long they have to live, unless read or touched. Reads the header of every item: for tools, not for requests.
    /// </summary>
    public LifetimeStatistics GetLifetimes()
    {
        _parts.Gate.ThrowIfClosed();
        LifetimeStatistics lifetimes = LifetimeReport.Of(_parts.Memory, _parts.Clock);
        GC.KeepAlive(this);
        return lifetimes;
    }

    /// <summary>
    /// Moves one page from a slab class to another, whatever <see cref="PageBalancing"/> says. What lies in it moves to other pages of its
    /// class; the coldest of the class leave where there is no room. Takes about as long as copying a page, and waits for a page
    /// that is being moved meanwhile.
    /// </summary>
    /// <param name="fromClass">
    /// <see cref="SlabClassStatistics.Id"/> of the class that gives; that of large values evicts the one that has waited longest. Or
    /// <see cref="Pool"/>, or <see cref="AnyClass"/>: the pool if it has a page, else a class with a page's worth of free chunks, else the
    /// class whose coldest item has waited longest, large values left alone.
    /// </param>
    /// <param name="toClass">
    /// <see cref="SlabClassStatistics.Id"/> of the class that gets it, one whose chunks come from pages; or <see cref="Pool"/>.
    /// </param>
    public ReassignResult ReassignPage(int fromClass, int toClass)
    {
        // Inside, the classes are numbered from 0, with the pool and any class before them.
        ReassignResult result = Workers.Pages.Reassign(unchecked(fromClass - 1), unchecked(toClass - 1));
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Changes the tunables of the segmented policy while the store runs; under the other policies it has no effect.</summary>
    /// <param name="hotPercent">As <see cref="CacheCoreOptions.HotPercent"/>.</param>
    /// <param name="warmPercent">As <see cref="CacheCoreOptions.WarmPercent"/>.</param>
    /// <param name="hotMaxAgeFactor">As <see cref="CacheCoreOptions.HotMaxAgeFactor"/>.</param>
    /// <param name="warmMaxAgeFactor">As <see cref="CacheCoreOptions.WarmMaxAgeFactor"/>.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message names each.</exception>
    public void TuneSegments(int hotPercent, int warmPercent, double hotMaxAgeFactor, double warmMaxAgeFactor) =>
        _parts.WhileOpen.Tunables.TuneSegments(hotPercent, warmPercent, hotMaxAgeFactor, warmMaxAgeFactor);

    /// <summary>
    /// Does on the calling thread what the maintainer has to do: moves items between segments, frees all that expired,
    /// and then, unless another thread is at it, raises the notices that wait. For stores without
    /// <see cref="CacheCoreOptions.BackgroundMaintenance"/>, and for tests.
    /// </summary>
    public void RunMaintenance()
    {
        _parts.Gate.ThrowIfClosed();
        _ = _maintainer.RunFull();
        _ = _teller.TellWaiting(); // under no lock: a listener may wait for somebody who calls this too
        GC.KeepAlive(this);
    }
}
