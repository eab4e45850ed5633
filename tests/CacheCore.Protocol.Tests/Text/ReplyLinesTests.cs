using System.Text;
using System.Text.RegularExpressions;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Text;

internal sealed partial class ReplyLinesTests
{
    private static readonly ReplyLine[] Lines = [.. Enum.GetValues<ReplyLine>().Where(line => line != ReplyLine.None)];

    [Test]
    public void Every_line_has_a_text_of_its_own()
    {
        Assert.That(Lines.Select(TextOf), Is.Unique.And.All.EndsWith("\r\n"));
        Assert.That(TextOf(ReplyLine.None), Is.Empty);
    }

    [Test]
    public void Every_line_has_the_text_that_its_documentation_gives()
    {
        string source = SourceTree.Read("src/CacheCore.Protocol/Text/ReplyLine.cs");
        string[] documented = [.. DocumentedLine().Matches(source).Select(line => line.Groups[1].Value + "\r\n")];

        Assert.That(Lines.Select(TextOf), Is.EqualTo(documented));
    }

    [Test]
    public void A_line_needs_its_room()
    {
        byte[] room = new byte[6];

        Assert.That(ReplyLines.TryWrite(room.AsSpan(0, 4), ReplyLine.End, out int written), Is.False);
        Assert.That((written, room), Is.EqualTo((0, new byte[6])));
        Assert.That(ReplyLines.TryWrite(room.AsSpan(0, 5), ReplyLine.End, out written), Is.True);
        Assert.That(room, Is.EqualTo("END\r\n\0"u8.ToArray()));
        Assert.That(written, Is.EqualTo(5));
    }

    private static string TextOf(ReplyLine line) => Encoding.ASCII.GetString(ReplyLines.TextOf(line));

    [GeneratedRegex("<summary><c>(.*?)</c>")]
    private static partial Regex DocumentedLine();
}
