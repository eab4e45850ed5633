using CacheCore.Tool.Client;
using CacheCore.Tool.Top;

namespace CacheCore.Tool.Tests.Top;

internal sealed class TopTests
{
    [Test]
    public void Rates_are_what_grew_between_two_readings_a_second()
    {
        ServerReading before = Reading(
            10,
            [
                new("pid", "1"), new("uptime", "5"), new("cmd_get", "100"), new("get_hits", "90"), new("get_misses", "10"),
                new("bytes_read", "1000"), new("rusage_user", "1.0"),
            ],
            [Class(1, evictions: 5), Class(2)]);
        ServerReading after = Reading(
            12,
            [
                new("pid", "1"), new("uptime", "7"), new("cmd_get", "300"), new("get_hits", "240"), new("get_misses", "60"),
                new("cmd_set", "8"), new("bytes_read", "3000"),
                new("bytes_written", "6000"), new("evictions", "4"), new("delete_hits", "2"), new("delete_misses", "4"),
                new("cmd_touch", "6"), new("cmd_meta", "10"),
                new("total_connections", "1"), new("rusage_user", "1.5"), new("rusage_system", "0.5"),
            ],
            [Class(1, evictions: 9), Class(2), Class(3, evictions: 2)]);

        ServerRates rates = ServerRates.Between(before, after)!;
        Assert.That((rates.Gets, rates.Sets, rates.HitRatio, rates.Evictions), Is.EqualTo((100.0, 4.0, (double?)0.75, 2.0)));
        Assert.That(
            (rates.BytesIn, rates.BytesOut, rates.Deletes, rates.Touches, rates.MetaCommands, rates.Connections),
            Is.EqualTo((1000.0, 3000.0, 3.0, 3.0, 5.0, 0.5)));
        Assert.That(rates.Processors, Is.EqualTo(0.5).Within(1e-9));
        Assert.That(rates.EvictionsByClass, Is.EquivalentTo((KeyValuePair<int, double>[])[new(1, 2.0), new(2, 0.0), new(3, 1.0)]));
    }

    [TestCase("1", "5", "300", "another process", "2", "7", "400")]
    [TestCase("1", "5", "300", "a container starts anew", "1", "0", "400")]
    [TestCase("1", "5", "300", "stats reset", "1", "7", "10")]
    public void Two_runs_have_nothing_to_compare(
        string pid, string uptime, string gets, string why, string nextPid, string nextUptime, string nextGets) =>
        Assert.That(
            ServerRates.Between(
                Reading(1, [new("pid", pid), new("uptime", uptime), new("cmd_get", gets)], []),
                Reading(2, [new("pid", nextPid), new("uptime", nextUptime), new("cmd_get", nextGets)], [])),
            Is.Null,
            why);

    [Test]
    public void Without_reads_there_is_no_hit_ratio() =>
        Assert.That(ServerRates.Between(Reading(1, [new("get_hits", "5")], []), Reading(2, [new("get_hits", "5")], []))!.HitRatio, Is.Null);

    [Test]
    public void Classes_are_put_together_from_slabs_and_items()
    {
        var slabs = new ServerFigures(
        [
            new("12:chunk_size", "1184"), new("12:total_pages", "2"), new("12:total_chunks", "100"), new("12:used_chunks", "25"),
            new("3:chunk_size", "96"), new("3:total_pages", "0"), new("3:total_chunks", "0"),
            new("1:chunk_size", "100"), new("1:total_pages", "1"), new("1:total_chunks", "10"), new("1:used_chunks", "10"),
            new("active_slabs", "2"),
        ]);
        var items = new ServerFigures([new("items:12:number", "25"), new("items:12:evicted", "7"), new("items:12:age", "60")]);

        IReadOnlyList<ClassReading> classes = ClassReading.AllOf(slabs, items);
        Assert.That(classes, Is.EqualTo((ClassReading[])[new(1, 100, 1, 10, 10, 0, 0, 0), new(12, 1184, 2, 100, 25, 25, 7, 60)]));
        Assert.That((classes[1].Memory, classes[1].Fill, classes[0].Fill), Is.EqualTo((118_400L, (double?)0.25, (double?)1.0)));
    }

    private static ServerReading Reading(double seconds, StatLine[] figures, ClassReading[] classes) =>
        new(TimeSpan.FromSeconds(seconds), new ServerFigures(figures), classes);

    private static ClassReading Class(int id, long evictions = 0) => new(id, 96, 1, 10, 10, 10, evictions, 0);
}
