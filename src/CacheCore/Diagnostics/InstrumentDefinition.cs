using System.Diagnostics.Metrics;

namespace CacheCore.Diagnostics;

/// <summary>How an instrument's figures are to be read.</summary>
internal enum InstrumentKind
{
    /// <summary>Only grows; its rate is what matters.</summary>
    Counter,

    /// <summary>Goes up and down; figures of several caches may be added.</summary>
    UpDownCounter,

    /// <summary>Goes up and down; adding makes no sense.</summary>
    Gauge,

    /// <summary>A gauge from 0 to 1, the only kind whose figures are no whole numbers.</summary>
    Ratio,
}

/// <summary>One metric: its name, unit and meaning, and where in the statistics its figures are.</summary>
internal sealed record InstrumentDefinition(
    InstrumentKind Kind,
    string Name,
    string Unit,
    string Description,
    Action<CacheStatistics, MeasurementList> Observe);

/// <summary>
/// Collects the figures of one instrument, each under the name of the cache it is about: whole numbers, or those of a ratio.
/// </summary>
internal sealed class MeasurementList
{
    private readonly List<Measurement<long>> _measurements = [];
    private readonly List<Measurement<double>> _ratios = [];
    private string _cacheName = "";

    public IReadOnlyList<Measurement<long>> Measurements => _measurements;

    public IReadOnlyList<Measurement<double>> Ratios => _ratios;

    public void BeginCache(string cacheName) => _cacheName = cacheName;

    public void Add(long value) => _measurements.Add(new(value, [new(InstrumentTable.CacheNameTag, _cacheName)]));

    public void Add(long value, string tag, object tagValue) =>
        _measurements.Add(new(value, [new(InstrumentTable.CacheNameTag, _cacheName), new(tag, tagValue)]));

    public void Add(long value, string tag, object tagValue, string otherTag, object otherValue) =>
        _measurements.Add(new(value, [new(InstrumentTable.CacheNameTag, _cacheName), new(tag, tagValue), new(otherTag, otherValue)]));

    public void AddRatio(double value) => _ratios.Add(new(value, [new(InstrumentTable.CacheNameTag, _cacheName)]));

    public void AddRatio(double value, string tag, object tagValue) =>
        _ratios.Add(new(value, [new(InstrumentTable.CacheNameTag, _cacheName), new(tag, tagValue)]));
}
