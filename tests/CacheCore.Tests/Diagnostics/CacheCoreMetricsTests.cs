using System.Diagnostics.Metrics;
using CacheCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Diagnostics;

[TestFixture]
public sealed class CacheCoreMetricsTests
{
    private ServiceProvider _provider = null!;

    private IMeterFactory Meters => _provider.GetRequiredService<IMeterFactory>();

    [SetUp]
    public void MakeCaches()
    {
        ServiceCollection services = [];
        services.AddMetrics();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider());
        services.AddCacheCore(options => options.BackgroundMaintenance = false);
        services.AddKeyedCacheCore("small", options =>
        {
            options.BackgroundMaintenance = false;
            options.MaxItemSize = 1024;
        });
        services.AddKeyedCacheCore("few", options =>
        {
            options.BackgroundMaintenance = false;
            options.EvictionPolicy = EvictionPolicy.Lru;
            options.MaxItems = 10;
            options.TemporaryLifetime = TimeSpan.FromSeconds(1);
        });
        services.AddKeyedCacheCore("adaptive", options =>
        {
            options.BackgroundMaintenance = false;
            options.MaxItems = 200;
        });
        services.AddKeyedCacheCore("segmented", options =>
        {
            options.BackgroundMaintenance = false;
            options.EvictionPolicy = EvictionPolicy.Segmented;
        });
        _provider = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task DisposeProvider() => await _provider.DisposeAsync();

    [Test]
    public void Each_instrument_has_a_bit_of_its_own() => Assert.That(InstrumentTable.All, Has.Count.LessThan(64));

    [Test]
    public void RequestsAreToldByOperationAndResult()
    {
        CacheStore store = _provider.GetRequiredService<CacheStore>();
        using MetricCollector<long> requests = Collect("cachecore.requests");
        store.Set("a", [1]);
        store.Set("b", [1]);
        store.Get("a");
        store.Get("missing");
        store.Get("missing");
        store.Refresh("a");
        store.Remove("b");

        IReadOnlyList<CollectedMeasurement<long>> measurements = Measure(requests);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                measurements.Select(m => (m.Tags["operation"], m.Tags["result"], m.Value)),
                Is.EquivalentTo(((object?, object?, long)[])
                [
                    ("get", "hit", 1), ("get", "miss", 2), ("set", "stored", 2), ("remove", "hit", 1), ("touch", "hit", 1),
                ]));
            Assert.That(measurements.Select(m => m.Tags["cachecore.cache.name"]), Is.All.EqualTo("default"));
        }
    }

    [Test]
    public void RejectedWritesAreToldByReason()
    {
        CacheStore store = _provider.GetRequiredKeyedService<CacheStore>("small");
        using MetricCollector<long> rejected = Collect("cachecore.rejected");
        store.Set("key", new byte[2000]);

        Assert.That(Measure(rejected).Select(m => (m.Tags["reason"], m.Value)),
            Is.EquivalentTo(((object?, long)[])[("too_large", 1), ("out_of_memory", 0)]));
    }

    [Test]
    public void SlabFiguresAreToldByClass()
    {
        CacheStore store = _provider.GetRequiredService<CacheStore>();
        using MetricCollector<long> entries = Collect("cachecore.slab.entries");
        store.Set("key", new byte[10]);

        SlabClassStatistics holder = store.GetStatistics().Classes.Single(c => c.Items == 1);
        Assert.That(Measure(entries).Where(m => m.Value > 0).Select(m => (m.Tags["class"], m.Value)),
            Is.EqualTo(((object?, long)[])[(holder.ChunkSize, 1)]));
    }

    [Test]
    public void EvictionsAreToldByReasonAndSegment()
    {
        CacheStore store = _provider.GetRequiredKeyedService<CacheStore>("few");
        using MetricCollector<long> evictions = Collect("cachecore.evictions");
        store.Set("expires", [1], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        for (int i = 0; i < 12; i++)
        {
            store.Set($"{i}", [1]);
        }

        ((FakeTimeProvider)_provider.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromSeconds(1));
        store.Get("expires");

        IReadOnlyList<CollectedMeasurement<long>> measurements = Measure(evictions);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(measurements, Has.Count.EqualTo(2 * 5));
            Assert.That(measurements.Where(m => m.Value > 0).Select(m => (m.Tags["reason"], m.Tags["segment"], m.Value)),
                Is.EquivalentTo(((object?, object?, long)[])[("memory", "cold", 3), ("expired", "temporary", 1)]));
        }
    }

    [Test]
    public void OnlyTheAdaptivePolicyHasARuleAndTheOneThatRulesIsMarked()
    {
        _provider.GetRequiredService<CacheStore>();
        _provider.GetRequiredKeyedService<CacheStore>("few");
        using MetricCollector<long> rules = Collect("cachecore.admission.rule");
        using MetricCollector<long> contests = Collect("cachecore.contests");
        using MetricCollector<long> ghost = Collect("cachecore.ghost.hits");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                Measure(rules).Select(m => (m.Tags["cachecore.cache.name"], m.Tags["rule"], m.Value)),
                Is.EqualTo(((object?, object?, long)[])
                [
                    ("default", 0, 0), ("default", 1, 0), ("default", 2, 0), ("default", 3, 0), ("default", 4, 0), ("default", 5, 1),
                ]));
            Assert.That(Measure(contests).Select(m => (m.Tags["cachecore.cache.name"], m.Tags["result"])),
                Is.EqualTo(((object?, object?)[])[("default", "won"), ("default", "lost")]));
            Assert.That(Measure(ghost), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public void SegmentsAreSummedOverTheClassesAndTellTheAgeOfTheirColdestEntry()
    {
        FakeTimeProvider clock = (FakeTimeProvider)_provider.GetRequiredService<TimeProvider>();
        CacheStore store = _provider.GetRequiredKeyedService<CacheStore>("segmented");
        using MetricCollector<long> entries = Collect("cachecore.segment.entries");
        using MetricCollector<long> memory = Collect("cachecore.segment.memory");
        using MetricCollector<long> coldest = Collect("cachecore.segment.oldest_idle");
        store.Set("small", [1]);
        clock.Advance(TimeSpan.FromSeconds(30));
        store.Set("larger", new byte[1000]);
        store.Set("as large", new byte[1000]);
        clock.Advance(TimeSpan.FromSeconds(5));

        long bytes = store.GetStatistics().Classes.Sum(c => c.Items * c.ChunkSize);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                BySegment(entries),
                Is.EqualTo(((object?, long)[])[("hot", 3), ("warm", 0), ("cold", 0), ("temporary", 0), ("pinned", 0)]));
            Assert.That(
                BySegment(memory),
                Is.EqualTo(((object?, long)[])[("hot", bytes), ("warm", 0), ("cold", 0), ("temporary", 0), ("pinned", 0)]));
            Assert.That(BySegment(coldest), Is.EqualTo(((object?, long)[])[("hot", 35)]));
        }
    }

    [Test]
    public void MovesAreToldByTheSegmentsTheyAreBetween()
    {
        CacheStore store = _provider.GetRequiredKeyedService<CacheStore>("segmented");
        using MetricCollector<long> moves = Collect("cachecore.segment.moves");
        for (int i = 0; i < 100; i++)
        {
            store.Set($"{i}", [1]);
        }

        Settle(store);
        Assert.That(Pairs(), Is.EqualTo(((object?, object?, long)[])[("hot", "cold", 80)]), "HOT's share is a fifth.");
        store.Get("0");
        store.Get("0");
        Settle(store);
        Assert.That(Pairs(), Is.EqualTo(((object?, object?, long)[])[("hot", "cold", 80), ("cold", "warm", 1)]), "The tail was hit twice.");

        IEnumerable<(object?, object?, long)> Pairs() =>
            Measure(moves).Where(m => m.Value > 0).Select(m => (m.Tags["segment"], m.Tags["to"], m.Value));

        static void Settle(CacheStore store)
        {
            for (int round = 0; round < 20; round++)
            {
                store.RunMaintenance();
            }
        }
    }

    [Test]
    public void WhoWasNeverReadIsToldByTheSegmentItLeft()
    {
        CacheStore store = _provider.GetRequiredKeyedService<CacheStore>("few");
        using MetricCollector<long> unread = Collect("cachecore.evictions.unread");
        store.Set("read", [1]);
        store.Get("read");
        for (int i = 0; i < 30; i++)
        {
            store.Set($"{i}", [1]);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That((store.Contains("read"), store.GetStatistics().Evictions), Is.EqualTo((false, 21L)));
            Assert.That(
                BySegment(unread),
                Is.EqualTo(((object?, long)[])[("hot", 0), ("warm", 0), ("cold", 20), ("temporary", 0), ("pinned", 0)]));
        }
    }

    [Test]
    public void EachRuleHasAScoreOnceTheTunerHasSeenEnough()
    {
        CacheStore store = _provider.GetRequiredKeyedService<CacheStore>("adaptive");
        using MetricCollector<double> scores = new(Meters, CacheCoreMetrics.MeterName, "cachecore.admission.score");
        using MetricCollector<double> share = new(Meters, CacheCoreMetrics.MeterName, "cachecore.admission.hot_share");
        Assert.That((Measure(scores).Count, Measure(share).Single().Value), Is.EqualTo((0, 0.5)));
        Random random = new(7);
        for (int i = 0; i < 20_000; i++)
        {
            string key = $"{random.Next(150)}";
            if (store.Get(key) is null)
            {
                store.Set(key, [1]);
            }

            store.Set($"stream{i}", [1]);
            if (i % 100 == 0)
            {
                store.RunMaintenance();
            }
        }

        AdmissionStatistics admission = store.GetStatistics().Admission!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Measure(scores).Select(m => (m.Tags["rule"], m.Value)),
                Is.EqualTo(admission.Rules.Select((rule, number) => ((object?)number, rule.HitRatio!.Value))));
            Assert.That(Measure(scores).Select(m => m.Value), Is.All.InRange(0.001, 1));
            Assert.That(Measure(share).Single().Value, Is.EqualTo(admission.HotShare));
        }
    }

    [Test]
    public void AgesAreToldByClassWhereThereAreAny()
    {
        FakeTimeProvider clock = (FakeTimeProvider)_provider.GetRequiredService<TimeProvider>();
        CacheStore store = _provider.GetRequiredKeyedService<CacheStore>("few");
        using MetricCollector<long> coldest = Collect("cachecore.slab.oldest_idle");
        using MetricCollector<long> evicted = Collect("cachecore.slab.evicted_idle");
        for (int i = 0; i < 10; i++)
        {
            store.Set($"{i}", [1]);
        }

        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That((Measure(coldest).Single().Value, Measure(evicted).Count), Is.EqualTo((30L, 0)));
        store.Set("one more", [1]);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That((Measure(coldest).Single().Value, Measure(evicted).Single().Value), Is.EqualTo((35L, 30L)));
    }

    [Test]
    public void CachesAreToldApartByName()
    {
        CacheStore store = _provider.GetRequiredService<CacheStore>();
        CacheStore small = _provider.GetRequiredKeyedService<CacheStore>("small");
        using MetricCollector<long> entries = Collect("cachecore.entries");
        store.Set("a", [1]);
        store.Set("b", [1]);
        small.Set("a", [1]);

        Assert.That(Measure(entries).Select(m => (m.Tags["cachecore.cache.name"], m.Value)),
            Is.EquivalentTo(((object?, long)[])[("default", 2), ("small", 1)]));
    }

    [Test]
    public void EveryInstrumentOfTheTableIsInTheMeterAsDeclared()
    {
        _provider.GetRequiredService<CacheStore>();
        List<(string, string?, string?, InstrumentKind)> published = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == CacheCoreMetrics.MeterName && instrument.Meter.Scope == Meters)
            {
                published.Add((instrument.Name, instrument.Unit, instrument.Description, KindOf(instrument)));
            }
        };
        listener.Start();

        Assert.That(published, Is.EquivalentTo(InstrumentTable.All.Select(d => (d.Name, (string?)d.Unit, (string?)d.Description, d.Kind))));

        static InstrumentKind KindOf(Instrument instrument) => instrument switch
        {
            ObservableCounter<long> => InstrumentKind.Counter,
            ObservableUpDownCounter<long> => InstrumentKind.UpDownCounter,
            ObservableGauge<long> => InstrumentKind.Gauge,
            ObservableGauge<double> => InstrumentKind.Ratio,
            _ => throw new InvalidOperationException(instrument.GetType().Name),
        };
    }

    [Test]
    public void OnePassReadsOneMomentAndTheNextPassReadsAnother()
    {
        CacheStore store = _provider.GetRequiredService<CacheStore>();
        using MetricCollector<long> entries = Collect("cachecore.entries");
        using MetricCollector<long> requests = Collect("cachecore.requests");

        entries.RecordObservableInstruments();
        store.Set("a", [1]);
        IReadOnlyList<CollectedMeasurement<long>> samePass = Measure(requests);
        entries.RecordObservableInstruments();
        IReadOnlyList<CollectedMeasurement<long>> nextPass = Measure(requests);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(samePass.Sum(m => m.Value), Is.Zero);
            Assert.That(nextPass.Sum(m => m.Value), Is.EqualTo(1));
        }
    }

    [Test]
    public void OldReadingIsNotSharedWithALaterPass()
    {
        CacheStore store = _provider.GetRequiredService<CacheStore>();
        using MetricCollector<long> entries = Collect("cachecore.entries");
        using MetricCollector<long> requests = Collect("cachecore.requests");

        entries.RecordObservableInstruments();
        store.Set("a", [1]);
        ((FakeTimeProvider)_provider.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromSeconds(1));

        Assert.That(Measure(requests).Sum(m => m.Value), Is.EqualTo(1));
    }

    [Test]
    public void DisposedStoreStopsReportingAndTheOthersGoOn()
    {
        CacheStore store = _provider.GetRequiredService<CacheStore>();
        _provider.GetRequiredKeyedService<CacheStore>("small");
        using MetricCollector<long> entries = Collect("cachecore.entries");
        store.Dispose();

        Assert.That(Measure(entries).Select(m => m.Tags["cachecore.cache.name"]), Is.EqualTo((object[])["small"]));
    }

    [Test]
    public void NothingIsReportedBeforeAStoreIsResolved()
    {
        _provider.GetRequiredService<CacheCoreMetrics>();
        using MetricCollector<long> entries = Collect("cachecore.entries");
        entries.RecordObservableInstruments();

        Assert.That(entries.GetMeasurementSnapshot(), Is.Empty);
    }

    [Test]
    public void WithoutAMeterFactoryTheMeterIsItsOwnAndEndsWithIt()
    {
        using CacheStore store = new(new CacheCoreOptions { Name = "own", BackgroundMaintenance = false });
        List<string?> reported = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Name: "cachecore.entries", Meter.Scope: null })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reported.Add((string?)tags[0].Value));
        listener.Start();

        CacheCoreMetrics metrics = new();
        metrics.Add(store);
        listener.RecordObservableInstruments();
        metrics.Dispose();
        listener.RecordObservableInstruments();

        Assert.That(reported.Where(name => name == "own"), Has.Exactly(1).Items);
    }

    [Test]
    public void DocumentListsTheSameInstruments() => Assert.That(
        DocumentTables.Rows("metrics.md", "Name").Select(row => string.Join(" | ", row[0], row[1], row[2], row[4])),
        Is.EqualTo(InstrumentTable.All.Select(d => string.Join(" | ", d.Name, d.Kind, d.Unit, d.Description))));

    private MetricCollector<long> Collect(string instrument) => new(Meters, CacheCoreMetrics.MeterName, instrument);

    private static IEnumerable<(object? Segment, long Value)> BySegment(MetricCollector<long> collector) =>
        Measure(collector).Select(m => (m.Tags["segment"], m.Value));

    private static IReadOnlyList<CollectedMeasurement<T>> Measure<T>(MetricCollector<T> collector)
        where T : struct
    {
        collector.Clear();
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot();
    }
}
