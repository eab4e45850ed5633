using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;
using CacheCore.Reclaiming;

namespace CacheCore.Maintenance;

/// <summary>
/// What a policy that remembers keys needs done beside the verbs: memory for its frequencies and fingerprints as items come, the fading
/// of the frequencies, and the sampled requests brought to the tuner.
/// </summary>
internal sealed class AdmissionUpkeep
{
    /// <summary>Frequencies are halved after so many additions for each item.</summary>
    private const int AdditionsPerItem = 10;

    /// <summary>A tuner is made for a number of items; it serves until there are so much more or less.</summary>
    private const double TunerRange = 1.25;

    /// <summary>
    /// Where the bits of a hash begin that pick the sample: above those that buckets and tags go by, with room for any ratio.
    /// </summary>
    private const int SampleShift = 36;

    /// <summary>Rounds of finding a page that others may be faster to take.</summary>
    private const int Attempts = 64;

    private readonly StoreMemory _memory;
    private readonly StoreEviction _eviction;
    private readonly CounterSet _counters;
    private readonly PageReclaimer _pages;
    private readonly Admission _admission;
    private readonly SampledRequest[] _samples = new SampledRequest[ThreadCounters.SampleCapacity];
    private AdmissionTuner? _tuner;
    private int _tunerPages;
    private int _sketchPages;
    private int _ghostPages;
    private long _agedAt;

    public AdmissionUpkeep(
        StoreMemory memory, StoreEviction eviction, CounterSet counters, PageReclaimer pages, Admission admission)
    {
        _memory = memory;
        _eviction = eviction;
        _counters = counters;
        _pages = pages;
        _admission = admission;
        if (!TryBack(memory.Pool.Geometry.SketchOffset, 1, ref _sketchPages)
            || !TryBack(memory.Pool.Geometry.GhostOffset, 1, ref _ghostPages))
        {
            throw new InsufficientMemoryException("The system has no memory for the first pages of the cache's eviction policy.");
        }
    }

    private long Items => Math.Max(1, _memory.Index.CountedItems);

    /// <summary>One turn. It is nothing to stay awake for: where items leave, writers ring the maintainer's bell.</summary>
    public int Run()
    {
        long items = Items;
        Grow(items);
        Age(items);
        if (_eviction.IsFull && !HasTunerFor(items))
        {
            MakeTuner(items);
        }

        if (_tuner is { } tuner)
        {
            Tune(tuner);
        }

        return 0;
    }

    /// <summary>The bits that are all zero in one hash of so many, a power of two.</summary>
    public static ulong SampleMask(long ratio) => (ulong)(ratio - 1) << SampleShift;

    private bool HasTunerFor(long items) =>
        _tuner is { } tuner && items <= tuner.Items * TunerRange && items >= tuner.Items / TunerRange;

    private void Grow(long items)
    {
        PoolGeometry geometry = _memory.Pool.Geometry;
        while (_admission.Sketch.IsTooSmallFor(items)
            && _admission.Sketch.Bytes * 2 <= geometry.SketchBytes
            && TryBack(geometry.SketchOffset, _admission.Sketch.Bytes * 2, ref _sketchPages))
        {
            _admission.Sketch.Double();
        }

        while (_admission.Ghost.IsTooSmallFor(items)
            && _admission.Ghost.Bytes * 2 <= geometry.GhostBytes
            && TryBack(geometry.GhostOffset, _admission.Ghost.Bytes * 2, ref _ghostPages))
        {
            _admission.Ghost.Double();
        }
    }

    /// <summary>
    /// Fits the memory of frequencies and fingerprints to items that have become fewer; returns how many times it was halved.
    /// </summary>
    public int Shrink()
    {
        int halved = 0;
        PoolGeometry geometry = _memory.Pool.Geometry;
        for (; _admission.Sketch.IsTooLargeFor(Items); halved++)
        {
            _admission.Sketch.Halve();
            Return(geometry.SketchOffset, _admission.Sketch.Bytes, ref _sketchPages);
        }

        for (; _admission.Ghost.IsTooLargeFor(Items); halved++)
        {
            _admission.Ghost.Halve();
            Return(geometry.GhostOffset, _admission.Ghost.Bytes, ref _ghostPages);
        }

        return halved;
    }

    /// <summary>Gives back the pages behind so many bytes from an offset on, but for the first.</summary>
    private void Return(long offset, long bytes, ref int backed)
    {
        int pageSize = _memory.Pool.Geometry.PageSize;
        while (backed > 1 && (long)(backed - 1) * pageSize >= bytes)
        {
            backed--;
            _memory.Pool.DischargePage(offset + ((long)backed * pageSize));
        }
    }

    /// <summary>Makes sure that so many bytes from an offset on have memory.</summary>
    private bool TryBack(long offset, long bytes, ref int backed)
    {
        int pageSize = _memory.Pool.Geometry.PageSize;
        while ((long)backed * pageSize < bytes)
        {
            long next = offset + ((long)backed * pageSize);
            if (!TryCharge(() => _memory.Pool.TryChargePage(next)))
            {
                return false;
            }

            backed++;
        }

        return true;
    }

    /// <summary>Charges for a page; false: nothing could leave for it, or the system has no memory though the limit has room.</summary>
    private bool TryCharge(Func<bool> charge)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (charge())
            {
                return true;
            }

            if (!_memory.Pool.IsFull || !_pages.TryFreePage(sparesPinned: true))
            {
                return false;
            }
        }

        return false;
    }

    private void Age(long items)
    {
        long additions = _counters.Sum(StoreCounter.SketchAdditions);
        if (additions - _agedAt < items * AdditionsPerItem)
        {
            return;
        }

        // What is left over is worth half as many additions.
        _agedAt = additions - (items * AdditionsPerItem / 2);
        _admission.Sketch.Age();
    }

    private void MakeTuner(long items)
    {
        int pages = (int)((AdmissionTuner.BytesFor(items) / _memory.Pool.Geometry.PageSize) + 1);
        if (pages > _tunerPages && !TryCharge(pages - _tunerPages))
        {
            return;
        }

        if (pages < _tunerPages)
        {
            _ = _memory.Pool.TryChargeElsewhere(pages - _tunerPages);
        }

        _tunerPages = pages;
        _tuner = new AdmissionTuner(items, _admission.Sketch.Estimate, _admission.Setting);
        _counters.SampleMask = SampleMask(_tuner.Ratio);
    }

    private bool TryCharge(int pages)
    {
        for (int page = 0; page < pages; page++)
        {
            if (!TryCharge(() => _memory.Pool.TryChargeElsewhere(1)))
            {
                _ = _memory.Pool.TryChargeElsewhere(-page);
                return false;
            }
        }

        return true;
    }

    private void Tune(AdmissionTuner tuner)
    {
        ulong mask = _counters.SampleMask;
        foreach (ThreadCounters block in _counters.Blocks)
        {
            int count = block.TakeSamples(_samples);
            foreach (SampledRequest request in _samples.AsSpan(0, count))
            {
                // An earlier tuner may have taken a larger sample.
                if ((request.Hash & mask) == 0 && tuner.Request(request))
                {
                    _admission.Setting = tuner.Setting;
                    _admission.Scores = tuner.Scores;
                }
            }
        }
    }
}
