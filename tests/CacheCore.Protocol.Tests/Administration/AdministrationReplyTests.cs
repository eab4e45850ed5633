using System.Text;
using CacheCore.Protocol.Administration;

namespace CacheCore.Protocol.Tests.Administration;

/// <summary>The lines that no transcript has, because they differ from run to run.</summary>
internal sealed class AdministrationReplyTests
{
    private readonly byte[] _room = new byte[1000];

    [Test]
    public void Statistics_have_a_name_and_a_value()
    {
        Assert.That(
            Text(AdministrationReplyWriter.TryWriteStatistic(_room, "version"u8, "1.6.45"u8, out int written), written),
            Is.EqualTo("STAT version 1.6.45\r\n"));
        Assert.That(
            Text(AdministrationReplyWriter.TryWriteStatistic(_room, "pid"u8, 4711, out written), written), Is.EqualTo("STAT pid 4711\r\n"));
        Assert.That(
            Text(AdministrationReplyWriter.TryWriteStatistic(_room, "oldest"u8, -1, out written), written),
            Is.EqualTo("STAT oldest -1\r\n"));
        Assert.That(
            Text(AdministrationReplyWriter.TryWriteStatistic(_room, "growth_factor"u8, 1.25, 2, out written), written),
            Is.EqualTo("STAT growth_factor 1.25\r\n"));
        Assert.That(
            Text(AdministrationReplyWriter.TryWriteStatistic(_room, "rusage_user"u8, 0.5, 6, out written), written),
            Is.EqualTo("STAT rusage_user 0.500000\r\n"));
    }

    [Test]
    public void Dumps_have_a_line_for_each_item()
    {
        Assert.That(
            Text(AdministrationReplyWriter.TryWriteCacheDumpItem(_room, "key"u8, 5, 1_795_620_967, out int written), written),
            Is.EqualTo("ITEM key [5 b; 1795620967 s]\r\n"));
        Assert.That(
            Text(AdministrationReplyWriter.TryWritePrefix(_room, "user"u8, 1, 2, 3, 4, out written), written),
            Is.EqualTo("PREFIX user get 1 hit 2 set 3 del 4\r\n"));
        Assert.That(
            Text(AdministrationReplyWriter.TryWriteKeyDumpItem(_room, "key"u8, isBinaryKey: false, out written), written),
            Is.EqualTo("mg key\r\n"));
        Assert.That(
            Text(AdministrationReplyWriter.TryWriteKeyDumpItem(_room, "foo"u8, isBinaryKey: true, out written), written),
            Is.EqualTo("mg Zm9v b\r\n"));
    }

    [Test]
    public void A_metadump_escapes_keys_and_ends_in_a_line_feed()
    {
        MetadumpItem item = new()
        {
            Key = "a,b c%é"u8,
            ExpiresAt = -1,
            LastAccess = 1_795_620_937,
            Cas = 2,
            WasFetched = true,
            SlabClass = 1,
            Size = 61,
            ClientFlags = 7,
        };

        Assert.That(
            Text(item.TryWrite(_room, out int written), written),
            Is.EqualTo("key=a%2Cb%20c%25%C3%A9 exp=-1 la=1795620937 cas=2 fetch=yes cls=1 size=61 flags=7 \n"));
    }

    private string Text(bool fits, int written) => fits ? Encoding.ASCII.GetString(_room, 0, written) : "";
}
