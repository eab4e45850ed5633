using System.Globalization;
using System.Text;
using CacheCore.Listener.Statistics;

namespace CacheCore.Listener.Tests.Statistics;

internal sealed class PrefixCountsTests
{
    [Test]
    public void There_is_an_end_to_how_many_prefixes_are_told_apart()
    {
        PrefixCounts counts = new((byte)':', isOn: true);
        for (int i = 0; i < PrefixCounts.MostPrefixes + 1000; i++)
        {
            counts.NoteSet(Key(i.ToString(CultureInfo.InvariantCulture)));
        }

        counts.NoteGet(Key("7"), isHit: true);
        Assert.That(counts.ToArray(), Has.Length.EqualTo(PrefixCounts.MostPrefixes));
        Assert.That(counts.ToArray().Single(one => one.Key == "7").Value, Is.EqualTo(new PrefixCounts.Counts(1, 1, 1, 0)));

        counts.Clear();
        counts.NoteDelete(Key("new"));
        Assert.That(counts.ToArray(), Has.Length.EqualTo(1));
    }

    [Test]
    public void There_is_an_end_to_what_long_prefixes_take()
    {
        PrefixCounts counts = new((byte)':', isOn: true);
        string filler = new('y', 230);
        for (int i = 0; i < 20_000; i++)
        {
            counts.NoteSet(Key(i + filler));
        }

        Assert.That(counts.ToArray().Sum(one => (long)one.Key.Length), Is.InRange(PrefixCounts.MostBytes - 250, PrefixCounts.MostBytes));
    }

    private static byte[] Key(string prefix) => Encoding.Latin1.GetBytes(prefix + ":x");
}
