using System.Text;
using System.Text.Json;
using CacheCore.Tool.Client;
using CacheCore.Tool.Stats;

namespace CacheCore.Tool.Tests.Stats;

internal sealed class StatsTests
{
    [TestCase("", null, "")]
    [TestCase("items", null, "items")]
    [TestCase("cachecore", null, "cachecore")]
    [TestCase("cache1:11211", "cache1:11211", "")]
    [TestCase("items:11211", "items:11211", "")]
    [TestCase("cache1 items", "cache1", "items")]
    [TestCase("/run/cache.sock detail dump", "/run/cache.sock", "detail dump")]
    [TestCase("detail dump", null, "detail dump")]
    public void A_word_that_names_a_group_is_no_server(string words, string? server, string group) =>
        Assert.That(
            StatsCommand.Split(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), isServerKnown: false),
            Is.EqualTo((server, group)));

    [Test]
    public void Where_the_server_is_known_all_words_are_the_group() =>
        Assert.That(StatsCommand.Split(["any", "thing"], isServerKnown: true), Is.EqualTo(((string?)null, "any thing")));

    [Test]
    public void The_summary_says_what_matters()
    {
        var figures = new ServerFigures(
        [
            new("pid", "42"), new("uptime", "100"), new("version", "1.6.18"), new("get_hits", "75"), new("get_misses", "25"),
            new("cmd_get", "100"), new("cmd_set", "2000"),
            new("bytes", "1048576"), new("limit_maxbytes", "4194304"), new("curr_items", "1500"), new("total_items", "2000"),
            new("evictions", "500"), new("evicted_unfetched", "400"),
            new("curr_connections", "3"), new("max_connections", "1024"), new("total_connections", "9"), new("rejected_connections", "1"),
            new("bytes_read", "102400"), new("bytes_written", "204800"),
        ]);

        Assert.That(StatsSummary.Of("cache1:11211", figures), Is.EqualTo((StatLine[])
        [
            new("server", "cache1:11211, version 1.6.18, process 42, up 1 min 40 s"),
            new("hit ratio", "75.0 % of 100 gets"),
            new("memory", "1.0 MiB of 4.0 MiB in items (25.0 %)"),
            new("items", "1,500; 2,000 stored since the start"),
            new("evictions", "500, of them never read 400"),
            new("connections", "3 of 1,024; 9 since the start, 1 refused"),
            new("requests", "1.0 gets and 20.0 sets a second since the start"),
            new("traffic", "1.0 KiB in and 2.0 KiB out a second since the start"),
        ]));
    }

    [Test]
    public void A_server_that_tells_nothing_still_has_a_summary() =>
        Assert.That(StatsSummary.Of("x", new ServerFigures([])).Single(line => line.Name == "hit ratio").Value, Is.EqualTo("no gets yet"));

    [Test]
    public void In_json_numbers_are_numbers_if_they_would_be_written_just_so()
    {
        using var output = new MemoryStream();
        StatsReport.WriteJson(output,
        [
            new("whole", "18446744073709551615"), new("below", "-1"), new("part", "0.005628"), new("zeros", "007"), new("power", "1e9"),
            new("text", "1.6.18"), new("none", ""), new("é\"", "ü"),
        ]);
        JsonElement json = JsonDocument.Parse(output.ToArray()).RootElement;

        Assert.That(json.EnumerateObject().Select(one => one.Value.GetRawText()), Is.EqualTo((string[])
        [
            "18446744073709551615", "-1", "0.005628", "\"007\"", "\"1e9\"", "\"1.6.18\"", "\"\"", "\"ü\"",
        ]));
        Assert.That(Encoding.UTF8.GetString(output.ToArray()), Does.EndWith("}\n"));
    }

    [Test]
    public void A_table_is_aligned()
    {
        using var output = new StringWriter { NewLine = "\n" };
        StatsReport.WriteTable(output, [new("a", "1"), new("long name", "2"), new("none", "")]);
        Assert.That(output.ToString(), Is.EqualTo("a          1\nlong name  2\nnone\n"));
    }
}
