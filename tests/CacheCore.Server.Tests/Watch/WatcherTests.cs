using System.Globalization;
using System.Text;
using CacheCore.Protocol.Administration;
using CacheCore.Server.Watch;

namespace CacheCore.Server.Tests.Watch;

internal sealed class WatcherTests
{
    [Test]
    public void What_finds_no_room_is_dropped_and_told_once_there_is_room()
    {
        Watcher watcher = new(WatchStreams.Fetchers, capacity: 25);

        Assert.That(watcher.TryAdd(Line("first.....")), Is.True);
        Assert.That(watcher.TryAdd(Line("second....")), Is.True);
        Assert.That(watcher.TryAdd(Line("third.....")), Is.False);
        Assert.That(watcher.TryAdd(Line("fourth....")), Is.False);
        Assert.That(Take(watcher, 2), Is.EqualTo("first.....second...."));

        Assert.That(watcher.TryAdd(Line("fifth.....")), Is.True);
        Assert.That(Take(watcher, 1), Is.EqualTo("skipped=2\nfifth....."));
        Assert.That(watcher.Lines.TryRead(out _), Is.False);
    }

    [Test]
    public void A_count_of_dropped_lines_is_never_told_alone()
    {
        Watcher watcher = new(WatchStreams.Fetchers, capacity: 35);
        Assert.That(watcher.TryAdd(Line("first......")), Is.True);
        Assert.That(watcher.TryAdd(Line("second.....")), Is.True);
        Assert.That(watcher.TryAdd(Line("third...............")), Is.False);
        Assert.That(watcher.TryAdd(Line("fourth..............")), Is.False); // there is room for a count, and none for the line
        Assert.That(Take(watcher, 2), Is.EqualTo("first......second....."));
        Assert.That(watcher.Lines.TryRead(out _), Is.False);

        Assert.That(watcher.TryAdd(Line("fifth...............")), Is.True);
        Assert.That(Take(watcher, 1), Is.EqualTo("skipped=2\nfifth..............."));
    }

    [Test]
    public void Each_dropped_line_is_told_once_however_many_log()
    {
        const int Loggers = 3;
        const int LinesEach = 200_000;
        byte[] one = Line("line\n");
        Watcher watcher = new(WatchStreams.Fetchers, capacity: 200);
        Task logging = Task.WhenAll(Enumerable.Range(0, Loggers).Select(_ => Task.Run(() => AddMany(watcher, one, LinesEach))));
        long taken = 0;
        long skipped = 0;
        while (!logging.IsCompleted)
        {
            Count(watcher, ref taken, ref skipped);
        }

        logging.GetAwaiter().GetResult();
        Count(watcher, ref taken, ref skipped);
        Assert.That(watcher.TryAdd(one), Is.True); // and tells before it what was dropped last
        Count(watcher, ref taken, ref skipped);

        Assert.That(skipped, Is.Positive);
        Assert.That(taken + skipped, Is.EqualTo((Loggers * LinesEach) + 1));
    }

    [Test]
    public void A_closed_one_has_no_more_to_wait_for()
    {
        Watcher watcher = new(WatchStreams.Fetchers, capacity: 25);
        watcher.Close();

        Assert.That(watcher.Lines.WaitToReadAsync().AsTask().GetAwaiter().GetResult(), Is.False);
        Assert.That(watcher.TryAdd(Line("late")), Is.False);
    }

    private static void AddMany(Watcher watcher, byte[] line, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _ = watcher.TryAdd(line);
        }
    }

    private static void Count(Watcher watcher, ref long taken, ref long skipped)
    {
        while (watcher.Lines.TryRead(out byte[]? line))
        {
            string text = Encoding.ASCII.GetString(line);
            bool hasNotice = text.StartsWith("skipped=", StringComparison.Ordinal);
            long dropped = hasNotice ? long.Parse(text["skipped=".Length..text.IndexOf('\n')], CultureInfo.InvariantCulture) : 0;
            Assert.That(dropped, Is.GreaterThanOrEqualTo(0));
            Assert.That(text, Does.EndWith("line\n"));
            skipped += dropped;
            taken++;
        }
    }

    private static string Take(Watcher watcher, int lines)
    {
        StringBuilder text = new();
        for (int i = 0; i < lines; i++)
        {
            Assert.That(watcher.Lines.TryRead(out byte[]? line), Is.True);
            _ = text.Append(Encoding.ASCII.GetString(line!));
        }

        return text.ToString();
    }

    private static byte[] Line(string text) => Encoding.ASCII.GetBytes(text);
}
