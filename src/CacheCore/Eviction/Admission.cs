using CacheCore.Memory;

namespace CacheCore.Eviction;

/// <summary>
/// What a policy remembers of keys, one for all slab classes of a store, so that a key is known in whatever class it comes back:
/// the frequencies, the keys that left, and the setting that the tuner has found. Any thread may ask.
/// </summary>
internal sealed class Admission(PagePool pool)
{
    private AdmissionSetting _setting = AdmissionSetting.First;
    private IReadOnlyList<double> _scores = [];

    public FrequencySketch Sketch { get; } = new(pool, pool.Geometry.SketchOffset);

    public GhostTable Ghost { get; } = new(pool, pool.Geometry.GhostOffset);

    public AdmissionSetting Setting
    {
        get => Volatile.Read(ref _setting);
        set => Volatile.Write(ref _setting, value);
    }

    /// <summary>The rules' scores at the end of the tuner's last period; none before the first has ended.</summary>
    public IReadOnlyList<double> Scores
    {
        get => Volatile.Read(ref _scores);
        set => Volatile.Write(ref _scores, value);
    }

    /// <summary>The segment of a new item: a key that left and is back so soon has earned the main space.</summary>
    public LruSegment Admit(ulong hash)
    {
        Sketch.Increment(hash);
        return Setting.Rule.HasGhost && Ghost.TryTake(hash) ? LruSegment.Cold : LruSegment.Hot;
    }

    /// <summary>True if <see cref="Admit"/> would say COLD.</summary>
    public bool IsBack(ulong hash) => Setting.Rule.HasGhost && Ghost.Contains(hash);

    /// <summary>Starts loading what <see cref="Admit"/> will look at.</summary>
    public void Prefetch(ulong hash)
    {
        Sketch.Prefetch(hash);
        Ghost.Prefetch(hash);
    }

    /// <summary>Remembers a key that leaves HOT.</summary>
    public void NoteLeft(ulong hash)
    {
        if (Setting.Rule.HasGhost)
        {
            Ghost.Add(hash);
        }
    }

    /// <summary>Items that HOT may hold of so many.</summary>
    public long HotTarget(long items) => Math.Min(Math.Max(1, (long)(Setting.HotShare * items)), Math.Max(1, items - 1));

    /// <summary>Items that WARM may hold of so many.</summary>
    public long WarmLimit(long items) => (long)(AdmissionRule.WarmShare * (items - HotTarget(items)));
}
