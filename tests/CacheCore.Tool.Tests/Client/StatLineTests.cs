using System.Text;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;
using CacheCore.Tool.Client;

namespace CacheCore.Tool.Tests.Client;

internal sealed class StatLineTests
{
    [TestCase("STAT pid 42", "pid", "42")]
    [TestCase("STAT inter ", "inter", "")]
    [TestCase("STAT inter", "inter", "")]
    [TestCase("STAT 23:addr tcp:127.0.0.1:11211 and more", "23:addr", "tcp:127.0.0.1:11211 and more")]
    [TestCase("PREFIX a get 1 hit 2", "a", "get 1 hit 2")]
    [TestCase("ITEM key [5 b; 0 s]", "key", "[5 b; 0 s]")]
    [TestCase("STAT a\u0007b c\u001b[2J", "a\uFFFDb", "c\uFFFD[2J")]
    public void A_figure_has_a_name_and_a_value(string line, string name, string value) =>
        Assert.That(StatLine.Of(Read(line, out byte[] buffer), buffer), Is.EqualTo(new StatLine(name, value)));

    [TestCase("END")]
    [TestCase("RESET")]
    [TestCase("OK")]
    [TestCase("")]
    [TestCase("STAT")]
    [TestCase("VALUE a 0 1")]
    public void Other_lines_end_the_list(string line) => Assert.That(Read(line, out _).Ends(ReplyForm.Listing), Is.True);

    [TestCase("ERROR", true)]
    [TestCase("ERROR Too many open connections", true)]
    [TestCase("CLIENT_ERROR unauthenticated", true)]
    [TestCase("SERVER_ERROR out of memory", true)]
    [TestCase("BUSY currently processing crawler request", true)]
    [TestCase("END", false)]
    [TestCase("ERRORS", false)]
    [TestCase("key=ERROR exp=-1", false)]
    [TestCase("", false)]
    public void Refusals_are_told_by_their_first_word(string line, bool isOne) =>
        Assert.That(Read(line, out _).IsRefusal, Is.EqualTo(isOne));

    [TestCase("VALUE key 7 12", 7u, 12)]
    [TestCase("VALUE key 4294967295 0 99", 4294967295u, 0)]
    public void The_line_before_a_value_has_flags_and_length(string line, uint flags, int length) =>
        Assert.That((Read(line, out _).ClientFlags, Read(line, out _).Value.Length), Is.EqualTo((flags, length)));

    [TestCase("VALUE key 7")]
    [TestCase("VALUE key 7 ")]
    [TestCase("VALUE key x 12")]
    [TestCase("VALUE key 7 12x")]
    [TestCase("VALUE key -7 12")]
    [TestCase("VALUE ")]
    [TestCase("END")]
    public void Other_lines_stand_before_no_value(string line)
    {
        ReplyStatus status = new TextReplyReader(Encoding.UTF8.GetBytes(line + "\r\n")).Read(out TextReply reply);

        Assert.That(status == ReplyStatus.Malformed || !reply.HasValue, Is.True);
    }

    [Test]
    public void Figures_are_found_by_name_and_by_group()
    {
        var figures = new ServerFigures(
            [new("10:a", "1"), new("2:a", "2"), new("2:b", "3"), new("active_slabs", "2"), new("rusage_user", "0.25"),
            new("version", "1.6.18")]);

        Assert.That(figures.Groups(""), Is.EqualTo((int[])[2, 10]));
        Assert.That((figures.Count("2:b"), figures.Count("version"), figures.Count("missing")), Is.EqualTo((3L, 0L, 0L)));
        Assert.That(
            (figures.Number("rusage_user"), figures.Number("missing"), figures.Text("version")),
            Is.EqualTo((0.25, (double?)null, "1.6.18")));
        Assert.That(new ServerFigures([new("items:3:age", "1"), new("3:age", "1")]).Groups("items:"), Is.EqualTo((int[])[3]));
    }

    private static TextReply Read(string line, out byte[] buffer)
    {
        buffer = Encoding.UTF8.GetBytes(line + "\r\n");
        ReplyStatus status = new TextReplyReader(buffer).Read(out TextReply reply);
        Assert.That(status, Is.EqualTo(reply.HasValue ? ReplyStatus.ValuePending : ReplyStatus.Reply));
        return reply;
    }
}
