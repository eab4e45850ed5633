using System.Buffers.Binary;
using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Report;

namespace CacheCore.HitRate.Tests.Report;

internal sealed class ComparisonTests
{
    private static readonly Contender Other = new("other", true, Contender.Lru.Create);
    private static readonly Contender[] Contenders = [Contender.Optimum, Contender.Lru, Other];

    [Test]
    public void Every_cell_has_its_row()
    {
        string text = ComparisonTables.Of([Cell("a", 100, 800, 500, 600), Cell("b", 1000, 900, 700, 650)], Contenders, seeds: 1);

        Assert.That(Row(text, "| a "), Is.EqualTo("a | 100 | 80.0 | 50.0 | 60.0"));
        Assert.That(Row(text, "| b "), Is.EqualTo("b | 1,000 | 90.0 | 70.0 | 65.0"));
    }

    /// <summary>The gap is 30 points in the one cell and 20 in the other; 10 more and 5 less than LRU close a tenth of it.</summary>
    [Test]
    public void The_summary_tells_how_much_of_the_gap_was_closed()
    {
        string text = ComparisonTables.Of([Cell("a", 100, 800, 500, 600), Cell("b", 1000, 900, 700, 650)], Contenders, seeds: 1);

        Assert.That(Row(text, "| other "), Is.EqualTo("other | 62.50 | 2.50 | 10.0 / -5.0 | 10.0"));
        Assert.That(Row(text, "| optimum "), Is.EqualTo("optimum | 85.00 | 25.00 | 30.0 / 20.0 | 100.0"));
    }

    [Test]
    public void Without_a_reference_there_is_no_gap()
    {
        string text = ComparisonTables.Of([Cell("a", 100, 800, 500, 600)], [Other], seeds: 1);

        Assert.That(Row(text, "| other "), Is.EqualTo("other | 60.00 | - | - | -"));
    }

    [Test]
    public void Whoever_held_too_much_is_told_of()
    {
        string text = ComparisonTables.Of([Cell("a", 100, 800, 500, 600, held: 120), Cell("b", 1000, 900, 700, 650)], Contenders, seeds: 1);

        Assert.That(text, Does.Contain("note: other held up to 120 items in a cache of 100 (a)").And.Not.Contain("note: lru"));
    }

    [Test]
    public void The_plot_is_a_picture_with_a_field_for_each_trace()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            HitRatioPlot.Save(
                [Cell("a", 100, 800, 500, 600), Cell("a", 200, 850, 550, 620), Cell("b", 1000, 900, 700, 650)], Contenders, path);
            byte[] picture = File.ReadAllBytes(path);

            Assert.That(picture[1..4], Is.EqualTo("PNG"u8.ToArray()));
            Assert.That(BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)), Is.EqualTo(2 * HitRatioPlot.FieldWidth));
            Assert.That(BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(20)), Is.EqualTo(HitRatioPlot.FieldHeight));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A cell of 1,000 requests, with the hits of the optimum, of LRU and of the third.</summary>
    private static CellResult Cell(string trace, int items, int optimum, int lru, int other, int held = 1) =>
        new(trace, 5000, items, new Dictionary<string, IReadOnlyList<Replay>>
        {
            [Contender.Optimum.Name] = [new Replay(1000, optimum, 1)],
            [Contender.Lru.Name] = [new Replay(1000, lru, 1)],
            [Other.Name] = [new Replay(1000, other - 1, 1), new Replay(1000, other, held), new Replay(1000, other + 1, 1)],
        });

    private static string Row(string text, string start) =>
        string.Join(
            " | ",
            text.Split('\n').Last(line => line.StartsWith(start, StringComparison.Ordinal)).Trim().Trim('|').Split('|')
                .Select(part => part.Trim()));
}
