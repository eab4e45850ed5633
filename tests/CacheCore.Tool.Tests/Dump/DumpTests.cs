using System.Text;
using CacheCore.Protocol.Administration;
using CacheCore.Tool.Dump;

namespace CacheCore.Tool.Tests.Dump;

internal sealed class DumpTests
{
    private const long Now = 1_700_000_000;

    private const string Line = "key=user%3a42%25%C3%A9 exp=1700000060 la=1699999990 cas=18446744073709551615 fetch=yes cls=3 size=1000 "
        + "flags=4294967295 ";

    [Test]
    public void A_line_has_all_there_is_to_know()
    {
        MetadumpItem item = Read(Line);
        Assert.That(
            (item.ExpiresAt, item.LastAccess, item.Cas, item.WasFetched),
            Is.EqualTo((1_700_000_060L, 1_699_999_990L, ulong.MaxValue, true)));
        Assert.That((item.SlabClass, item.Size, item.ClientFlags), Is.EqualTo((3, 1000L, uint.MaxValue)));
        Assert.That(Encoding.UTF8.GetString(item.Key), Is.EqualTo("user:42%é"));
    }

    [Test]
    public void What_never_ends_and_was_never_read_says_so()
    {
        MetadumpItem item = Read("key=a exp=-1 la=1 cas=1 fetch=no cls=1 size=65");
        Assert.That((item.ExpiresAt, item.WasFetched, item.ClientFlags), Is.EqualTo((MetadumpItem.Never, false, 0u)));
        Assert.That(Read("key=a").ExpiresAt, Is.EqualTo(MetadumpItem.Never), "what a server does not tell");
    }

    [TestCase("OK")]
    [TestCase("END")]
    [TestCase("")]
    [TestCase("mg a2V5 b")]
    public void Other_lines_are_no_items(string line) =>
        Assert.That(MetadumpItem.TryParse(Encoding.UTF8.GetBytes(line), new byte[100], out _), Is.False);

    [TestCase("key=a%", "a%")]
    [TestCase("key=a%4", "a%4")]
    [TestCase("key=a%zz", "a%zz")]
    [TestCase("key=%41%", "A%")]
    [TestCase("key=", "")]
    public void What_is_no_escape_stays(string line, string key) => Assert.That(Encoding.UTF8.GetString(Read(line).Key), Is.EqualTo(key));

    private static IEnumerable<TestCaseData<DumpFilter, bool>> Filters()
    {
        yield return new(new DumpFilter(), true);
        yield return new(new DumpFilter { Prefix = "user:"u8.ToArray() }, true);
        yield return new(new DumpFilter { Prefix = "user%"u8.ToArray() }, false);
        yield return new(new DumpFilter { Pattern = "user:*" }, true);
        yield return new(new DumpFilter { Pattern = "*:42%?" }, true);
        yield return new(new DumpFilter { Pattern = "*:42%??" }, false);
        yield return new(new DumpFilter { Pattern = "USER:*" }, false);
        yield return new(new DumpFilter { LeastSize = 1000 }, true);
        yield return new(new DumpFilter { LeastSize = 1001 }, false);
        yield return new(new DumpFilter { LeastSecondsLeft = 60 }, true);
        yield return new(new DumpFilter { LeastSecondsLeft = 61 }, false);
        yield return new(new DumpFilter { MostSecondsLeft = 60 }, true);
        yield return new(new DumpFilter { MostSecondsLeft = 59 }, false);
        yield return new(new DumpFilter { OnlyUnread = true }, false);
        yield return new(new DumpFilter { Pattern = "user:*", LeastSize = 1001 }, false);
    }

    [TestCaseSource(nameof(Filters))]
    public void An_item_has_to_meet_all_of_a_filter(DumpFilter filter, bool isTaken) =>
        Assert.That(Takes(filter, Line), Is.EqualTo(isTaken));

    [Test]
    public void What_never_ends_lives_longer_than_anything()
    {
        const string Endless = "key=a exp=-1 la=1 cas=1 fetch=no cls=1 size=65";
        Assert.That(Takes(new DumpFilter { LeastSecondsLeft = 1_000_000_000 }, Endless), Is.True);
        Assert.That(Takes(new DumpFilter { MostSecondsLeft = 1_000_000_000 }, Endless), Is.False);
        Assert.That(Takes(new DumpFilter { OnlyUnread = true }, Endless), Is.True);
    }

    [Test]
    public void Text_has_columns_and_the_key_as_it_was_sent() =>
        Assert.That(Report(asJson: false, Line, "key=b exp=-1 la=1700000005 cas=1 fetch=no cls=1 size=65"), Is.EqualTo("""
                  size        ttl       idle  read  key
                  1000         60         10  yes   user%3a42%25%C3%A9
                    65          -          0  no    b

            """.ReplaceLineEndings("\n")));

    [Test]
    public void Json_has_an_object_a_line_with_the_key_itself() =>
        Assert.That(Report(asJson: true, Line, "key=%ff exp=-1 la=1700000000 cas=1 fetch=no cls=1 size=65"), Is.EqualTo("""
            {"key":"user:42%é","size":1000,"ttl":60,"idle":10,"read":true,"class":3,"flags":4294967295,"cas":18446744073709551615}
            {"keyBase64":"/w==","size":65,"ttl":null,"idle":0,"read":false,"class":1,"flags":0,"cas":1}

            """.ReplaceLineEndings("\n")));

    private static string Report(bool asJson, params string[] lines)
    {
        using var output = new MemoryStream();
        using var report = new DumpReport(output, asJson);
        report.WriteHead();
        foreach (string line in lines)
        {
            string escapedKey = line["key=".Length..line.IndexOf(' ', StringComparison.Ordinal)];
            report.Write(Read(line), Encoding.UTF8.GetBytes(escapedKey), Now);
        }

        report.Flush();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static bool Takes(DumpFilter filter, string line) => filter.Takes(Read(line), Now);

    private static MetadumpItem Read(string line)
    {
        Assert.That(MetadumpItem.TryParse(Encoding.UTF8.GetBytes(line), new byte[line.Length], out MetadumpItem item), Is.True);
        return item;
    }
}
