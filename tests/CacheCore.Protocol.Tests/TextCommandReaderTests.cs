using System.Runtime.CompilerServices;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests;

internal sealed class TextCommandReaderTests
{
    [Test]
    public void A_batch_of_commands_points_into_the_buffer()
    {
        byte[] buffer = "get a\r\nset b 1 2 3\r\nxyz\r\nmg c v\r\ndelete d\r\nget e"u8.ToArray();
        TextCommand[] batch = new TextCommand[32];
        int count = 0;

        var reader = new TextCommandReader(buffer);
        while (count < batch.Length && reader.Read(out batch[count]) == ParseStatus.Command)
        {
            count++;
        }

        Assert.That(reader.Status, Is.EqualTo(ParseStatus.NeedMore));
        Assert.That(
            batch.Take(count).Select(command => command.Verb),
            Is.EqualTo([TextVerb.Get, TextVerb.Set, TextVerb.MetaGet, TextVerb.Delete]));
        Assert.That(batch.Take(count).Select(command => Parsing.Of(command.Key, buffer)), Is.EqualTo(["a", "b", "c", "d"]));
        Assert.That(Parsing.Of(batch[1].Value, buffer), Is.EqualTo("xyz"));
        Assert.That(buffer[reader.Consumed..], Is.EqualTo("get e"u8.ToArray()));
    }

    [Test]
    public void A_command_is_small_enough_to_keep_a_batch_of_them() => Assert.That(Unsafe.SizeOf<TextCommand>(), Is.EqualTo(96));

    [TestCase("")]
    [TestCase("get a")]
    [TestCase("get a\\r")]
    [TestCase("\\{2048:x}")]
    [TestCase("get \\{5000:x }")]
    [TestCase("\\{100: }gets \\{5000:x }")]
    [TestCase("gat 0 \\{5000:x }")]
    public void A_line_is_waited_for(string input) => Assert.That(StatusOf(input), Is.EqualTo(ParseStatus.NeedMore));

    [TestCase("\\{2049:x}")]
    [TestCase("\\{2049:x}\\r\\n", Description = "the end of the line makes no difference: it may not have arrived yet")]
    [TestCase("set \\{2049:x}")]
    [TestCase("mg \\{2049:x}")]
    [TestCase("\\{101: }get \\{3000:x}")]
    [TestCase("\\{2049: }")]
    public void A_line_that_is_too_long_ends_the_connection(string input) => Assert.That(StatusOf(input), Is.EqualTo(ParseStatus.Close));

    [TestCase("\\{2047:x}\\n")]
    [TestCase("\\{2048:x}\\n")]
    [TestCase("\\{2047:x}\\r\\n")]
    public void A_line_may_have_2048_bytes(string input) => Assert.That(StatusOf(input), Is.EqualTo(ParseStatus.Command));

    [TestCase("set a 0 0 5\\r\\n", 0)]
    [TestCase("set a 0 0 5\\r\\nhel", 0)]
    [TestCase("set a 0 0 5\\r\\nhello\\r", 0)]
    [TestCase("get b\\r\\nset a 0 0 5\\r\\nhello", 7)]
    [TestCase("ms a 5 q\\r\\nhello", 0)]
    [TestCase("set a x 0 5\\r\\nhello", 0, Description = "a value to be passed over is waited for too")]
    public void A_value_that_has_not_arrived_leaves_its_command_unread(string input, int consumed)
    {
        byte[] buffer = EscapedBytes.Parse(input);
        var reader = new TextCommandReader(buffer);
        TextCommand command;
        while (reader.Read(out command) == ParseStatus.Command)
        {
        }

        Assert.That(reader.Status, Is.EqualTo(ParseStatus.ValuePending));
        Assert.That(reader.Consumed, Is.EqualTo(consumed));
        Assert.That(command.Value, Is.EqualTo(new ByteRange(Array.IndexOf(buffer, (byte)'\n', consumed) + 1, 5)));
        Assert.That(command.ValueBlock.Remaining, Is.EqualTo(7));
        Assert.That(reader.Read(out _), Is.EqualTo(ParseStatus.ValuePending), "it must not be read on into the value");
    }

    [Test]
    public void Nothing_is_read_behind_quit()
    {
        var reader = new TextCommandReader("quit\r\nget a\r\n"u8);

        Assert.That(reader.Read(out TextCommand command), Is.EqualTo(ParseStatus.Command));
        Assert.That(command.ClosesConnection, Is.True);
        Assert.That(reader.Read(out _), Is.EqualTo(ParseStatus.Close));
        Assert.That(reader.Consumed, Is.EqualTo("quit\r\n".Length));
    }

    [TestCase("GET / HTTP/1.1\\r\\n", ParseStatus.Close)]
    [TestCase("x HTTP/  \\r\\n", ParseStatus.Close)]
    [TestCase("HTTP/1.1\\r\\n", ParseStatus.Command)]
    [TestCase("get / HTTP/1.1\\r\\n", ParseStatus.Command)]
    [TestCase("foo xHTTP/1.1\\r\\n", ParseStatus.Command)]
    public void Http_is_not_answered(string line, ParseStatus status) => Assert.That(StatusOf(line), Is.EqualTo(status));

    [TestCase("\\n", ReplyLine.BadCommandLineFormat)]
    [TestCase("\\r\\n", ReplyLine.BadCommandLineFormat)]
    [TestCase("a\\r\\n", ReplyLine.BadCommandLineFormat)]
    [TestCase("mn\\n", ReplyLine.BadCommandLineFormat)]
    [TestCase("mn\\r\\n", ReplyLine.None)]
    [TestCase("mn \\n", ReplyLine.None)]
    [TestCase("abc\\n", ReplyLine.Error)]
    [TestCase(" mn\\r\\n", ReplyLine.Error)]
    [TestCase("    \\r\\n", ReplyLine.Error)]
    [TestCase("get a\\r\\r\\n", ReplyLine.None)]
    public void A_line_has_four_bytes_at_least_and_begins_at_the_first(string line, ReplyLine error) =>
        Assert.That(Parsing.Text(line).Error, Is.EqualTo(error));

    [Test]
    public void Of_two_carriage_returns_one_belongs_to_the_key()
    {
        TextCommand command = Parsing.Text("get a\\r\\r\\n", out byte[] buffer);

        Assert.That(Parsing.Of(command.Key, buffer), Is.EqualTo("a\\r"));
    }

    private static ParseStatus StatusOf(string input) => new TextCommandReader(EscapedBytes.Parse(input)).Read(out _);
}
