using CacheCore.Tool.Client;
using CacheCore.Tool.Top;
using Spectre.Console;

namespace CacheCore.Tool.Tests.Top;

internal sealed class TopFrameTests
{
    private static readonly StatLine[] Figures =
    [
        new("pid", "1"), new("uptime", "90061"), new("version", "1.6.18"), new("bytes", "53687091200"),
        new("limit_maxbytes", "107374182400"), new("curr_items", "1234567890"),
        new("curr_connections", "99999"), new("max_connections", "100000"), new("cmd_get", "0"), new("get_hits", "0"),
        new("get_misses", "0"), new("rusage_user", "1"),
    ];

    private static readonly StatLine[] Later =
    [
        .. Figures, new("cmd_get", "98765432"), new("get_hits", "87654321"), new("get_misses", "11111111"), new("evictions", "123456"),
        new("bytes_read", "98765432100"), new("rusage_user", "16"),
    ];

    [Test]
    public void Large_figures_fit_80_columns()
    {
        string[] lines = Draw(View(Figures, Later, [.. Enumerable.Range(1, 5).Select(Class)]), height: 0);
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(80));
        Assert.That(lines[3], Does.Contain("98,765,432").And.Contain("88.8 %").And.Contain("92.0 GiB").And.Contain(" 1,234,567,890"));
        Assert.That(lines[4], Does.Contain("123,456").And.Contain("99,999/100000"));
        Assert.That(lines[6], Does.Contain("1500.0 %"), "processors");
        Assert.That(lines.Count(line => line.Contains("50.0 %", StringComparison.Ordinal)), Is.EqualTo(1 + 5), "a line a class");
    }

    [Test]
    public void A_low_terminal_shows_the_classes_with_the_most_memory()
    {
        string[] lines = Draw(View(Figures, Later, [.. Enumerable.Range(1, 20).Select(Class)]), height: 20);
        Assert.That(lines, Has.Length.LessThanOrEqualTo(20));
        Assert.That(lines, Has.One.Contains("14 smaller ones are not shown"));
        Assert.That(
            lines, Has.One.Matches<string>(line => line!.TrimStart().StartsWith("20 1000 B", StringComparison.Ordinal)), "the largest");
        Assert.That(lines, Has.None.Matches<string>(line => line!.TrimStart().StartsWith("14 1000 B", StringComparison.Ordinal)));
        Assert.That(lines[^1], Is.EqualTo("q ends"));
    }

    [Test]
    public void Before_there_is_anything_to_compare_rates_are_dashes()
    {
        string[] lines = Draw(View(null, Figures, []), height: 0);
        Assert.That(lines[3], Does.StartWith("gets/s           -  hit ratio        -"));
    }

    [Test]
    public void A_server_that_is_away_is_told_first_and_what_it_said_last_stays()
    {
        DateTimeOffset noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        ServerView view = View(Figures, Later, [Class(1)])
            .Without("Connection refused", noon)
            .Without("does not answer for 5 s", noon.AddSeconds(9));
        string[] lines = Draw(view, height: 24);
        Assert.That(lines[0], Is.EqualTo("host:1 is away since 12:00:00: does not answer for 5 s. Trying again."));
        Assert.That(lines[1], Does.StartWith("host:1  version 1.6.18"));
        Assert.That(lines[4], Does.StartWith("gets/s           -"));
        Assert.That(Draw(view.With(view.Latest!), height: 24)[0], Does.StartWith("host:1  version"));
    }

    private static string[] Draw(ServerView view, int height)
    {
        using var text = new StringWriter();
        IAnsiConsole paper = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        paper.Profile.Width = 80;
        paper.Write(TopFrame.Of(view, height, "q ends"));
        return [.. text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    private static ServerView View(StatLine[]? before, StatLine[] after, ClassReading[] classes)
    {
        var view = new ServerView("host:1");
        view = before is null ? view : view.With(new ServerReading(TimeSpan.FromSeconds(1), new ServerFigures(before), classes));
        return view.With(new ServerReading(TimeSpan.FromSeconds(2), new ServerFigures(after), classes));
    }

    private static ClassReading Class(int id) => new(id, 1000, 1_000_000, id * 1_000_000L, id * 500_000L, 999_999_999, 0, 100_000);
}
