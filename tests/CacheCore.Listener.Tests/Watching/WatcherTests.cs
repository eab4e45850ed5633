using System.Text;
using CacheCore.Listener.Watching;
using CacheCore.Protocol.Administration;

namespace CacheCore.Listener.Tests.Watching;

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
        Assert.That(Take(watcher, 2), Is.EqualTo("skipped=2\nfifth....."));
        Assert.That(watcher.Lines.TryRead(out _), Is.False);
    }

    [Test]
    public void A_closed_one_has_no_more_to_wait_for()
    {
        Watcher watcher = new(WatchStreams.Fetchers, capacity: 25);
        watcher.Close();

        Assert.That(watcher.Lines.WaitToReadAsync().AsTask().GetAwaiter().GetResult(), Is.False);
        Assert.That(watcher.TryAdd(Line("late")), Is.False);
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
