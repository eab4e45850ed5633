using System.Diagnostics.Metrics;

namespace CacheCore.Diagnostics;

/// <summary>
/// The meter <c>CacheCore</c>: the figures of any number of stores, told apart by the tag <c>cachecore.cache.name</c>.
/// All instruments are observable, so nothing is paid until somebody collects. docs/metrics.md lists them.
/// </summary>
public sealed class CacheCoreMetrics : IDisposable
{
    /// <summary>The meter's name, for <c>AddMeter</c> and its like.</summary>
    public const string MeterName = "CacheCore";

    /// <summary>How long instruments may share one reading of a store's statistics: a collection pass is far shorter.</summary>
    private static readonly TimeSpan SnapshotLifetime = TimeSpan.FromMilliseconds(100);

    private readonly Meter? _ownMeter;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _lock = new();
    private readonly List<ObservedStore> _stores = [];    // guarded by _lock

    /// <summary>Makes the meter and its instruments.</summary>
    /// <param name="meterFactory">Makes and owns the meter; null = this object does.</param>
    /// <param name="timeProvider">Tells when a reading is too old to be shared; null = the system's clock.</param>
    public CacheCoreMetrics(IMeterFactory? meterFactory = null, TimeProvider? timeProvider = null)
    {
        _timeProvider = timeProvider ?? TimeProvider.System;
        Meter meter = meterFactory?.Create(new MeterOptions(MeterName)) ?? (_ownMeter = new Meter(MeterName));
        for (int i = 0; i < InstrumentTable.All.Count; i++)
        {
            Create(meter, i);
        }
    }

    /// <summary>Reports the figures of a store from now on, until it is disposed of or forgotten: the meter keeps no store alive.</summary>
    /// <param name="store">The store.</param>
    public void Add(CacheStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        lock (_lock)
        {
            _stores.Add(new(store));
        }
    }

    /// <summary>Ends the meter if this object made it, and reports nothing any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stores.Clear();
        }

        _ownMeter?.Dispose();
    }

    private void Create(Meter meter, int index)
    {
        InstrumentDefinition definition = InstrumentTable.All[index];
        Func<IEnumerable<Measurement<long>>> observe = () => Observe(index).Measurements;
        _ = definition.Kind switch
        {
            InstrumentKind.Counter => meter.CreateObservableCounter(definition.Name, observe, definition.Unit, definition.Description),
            InstrumentKind.UpDownCounter =>
                meter.CreateObservableUpDownCounter(definition.Name, observe, definition.Unit, definition.Description),
            InstrumentKind.Ratio =>
                meter.CreateObservableGauge(definition.Name, () => Observe(index).Ratios, definition.Unit, definition.Description),
            _ => (Instrument)meter.CreateObservableGauge(definition.Name, observe, definition.Unit, definition.Description),
        };
    }

    private MeasurementList Observe(int index)
    {
        MeasurementList list = new();
        lock (_lock)
        {
            for (int i = _stores.Count - 1; i >= 0; i--)
            {
                if (_stores[i].TryRead(index, _timeProvider) is { } statistics)
                {
                    list.BeginCache(_stores[i].Name);
                    InstrumentTable.All[index].Observe(statistics, list);
                }
                else
                {
                    _stores.RemoveAt(i);
                }
            }
        }

        return list;
    }

    /// <summary>
    /// A store and its last reading. One collection pass asks every instrument once: the first to ask takes the
    /// reading, the others share it, and an instrument that asks again begins the next pass.
    /// A bit for each instrument: there are fewer than 64.
    /// </summary>
    private sealed class ObservedStore(CacheStore store)
    {
        private readonly WeakReference<CacheStore> _store = new(store);
        private CacheStatistics? _reading;
        private ulong _servedInstruments;
        private long _readAt;

        public string Name { get; } = store.Name;

        /// <summary>The statistics to report from, or null once the store was disposed of or forgotten.</summary>
        public CacheStatistics? TryRead(int instrument, TimeProvider timeProvider)
        {
            ulong mark = 1UL << instrument;
            bool isShared = _reading is not null
                && (_servedInstruments & mark) == 0
                && timeProvider.GetElapsedTime(_readAt) < SnapshotLifetime;
            if (isShared)
            {
                _servedInstruments |= mark;
                return _reading;
            }

            try
            {
                _reading = _store.TryGetTarget(out CacheStore? observed) ? observed.GetStatistics() : null;
            }
            catch (ObjectDisposedException)
            {
                return null;
            }

            _readAt = timeProvider.GetTimestamp();
            _servedInstruments = mark;
            return _reading;
        }
    }
}
