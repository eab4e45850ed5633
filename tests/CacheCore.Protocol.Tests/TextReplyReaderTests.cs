using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests;

/// <summary>Lines as servers send them, and some that none should.</summary>
internal sealed class TextReplyReaderTests
{
    [TestCase("STORED\\r\\n", TextReplyKind.Line)]
    [TestCase("END\\n", TextReplyKind.Line)]
    [TestCase("MN\\r\\n", TextReplyKind.Line)]
    [TestCase("12\\r\\n", TextReplyKind.Number)]
    [TestCase("18446744073709551615\\r\\n", TextReplyKind.Number)]
    [TestCase("18446744073709551616\\r\\n", TextReplyKind.Other)]
    [TestCase("12 13\\r\\n", TextReplyKind.Other)]
    [TestCase("HD\\r\\n", TextReplyKind.Meta)]
    [TestCase("EN\\r\\n", TextReplyKind.Meta)]
    [TestCase("ME a exp=-1 la=0 cas=2 fetch=no cls=1 size=63\\r\\n", TextReplyKind.MetaDebug)]
    [TestCase("ME\\r\\n", TextReplyKind.Other)]
    [TestCase("STAT pid 5\\r\\n", TextReplyKind.Statistic)]
    [TestCase("STAT\\r\\n", TextReplyKind.Other)]
    [TestCase("VERSION 1.6.45\\r\\n", TextReplyKind.Version)]
    [TestCase("key=a exp=-1\\n", TextReplyKind.MetadumpItem)]
    [TestCase("mg a\\r\\n", TextReplyKind.KeyDumpItem)]
    [TestCase("ts=5.1 gid=1 type=item_get key=a\\n", TextReplyKind.Other)]
    [TestCase("\\r\\n", TextReplyKind.Other)]
    [TestCase(" STORED\\r\\n", TextReplyKind.Other)]
    [TestCase("VALUES a 0 5\\r\\n", TextReplyKind.Other)]
    public void A_line_is_known_by_its_first_word(string line, TextReplyKind kind)
    {
        TextReply reply = Read(line, out byte[] buffer);

        Assert.That(reply.Kind, Is.EqualTo(kind));
        Assert.That(EscapedBytes.Format(reply.Text.In(buffer)), Is.EqualTo(line.Replace("\\r", "", StringComparison.Ordinal)[..^2]));
    }

    [TestCase("ERROR\\r\\n", TextRefusal.Error, ReplyLine.Error, "")]
    [TestCase("ERROR no idea\\r\\n", TextRefusal.Error, ReplyLine.None, "no idea")]
    [TestCase("CLIENT_ERROR bad data chunk\\r\\n", TextRefusal.Client, ReplyLine.BadDataChunk, "bad data chunk")]
    [TestCase(
        "BUSY currently processing crawler request\\r\\n", TextRefusal.Busy, ReplyLine.CrawlerBusy, "currently processing crawler request")]
    [TestCase("SERVER_ERROR out of luck\\r\\n", TextRefusal.Server, ReplyLine.None, "out of luck")]
    [TestCase("SERVER_ERROR: shutdown not enabled\\r\\n", TextRefusal.Server, ReplyLine.ShutdownNotEnabled, "shutdown not enabled")]
    public void Refusals_say_who_is_at_fault(string line, TextRefusal refusal, ReplyLine known, string reason)
    {
        TextReply reply = Read(line, out byte[] buffer);

        Assert.That((reply.Kind, reply.Refusal, reply.Line), Is.EqualTo((TextReplyKind.Refusal, refusal, known)));
        Assert.That(EscapedBytes.Format(reply.Arguments.In(buffer)), Is.EqualTo(reason));
        Assert.That(Enum.GetValues<ReplyForm>().All(form => reply.Ends(form)), Is.True);
    }

    [TestCase("VALUE a 0\\r\\n")]
    [TestCase("VALUE a 0 x\\r\\n")]
    [TestCase("VALUE a 0 -1\\r\\n")]
    [TestCase("VALUE a 0 2147483646\\r\\n")]
    [TestCase("VALUE a 4294967296 1\\r\\nx\\r\\n")]
    [TestCase("VALUE a 0 1 x\\r\\nx\\r\\n")]
    [TestCase("VALUE\\r\\n")]
    [TestCase("VA\\r\\n")]
    [TestCase("VA x\\r\\n")]
    [TestCase("VA 1\\r\\nxyz")]
    [TestCase("VALUE a 0 1\\r\\nx\\n\\n")]
    public void What_does_not_say_where_it_ends_is_malformed(string text)
    {
        var reader = new TextReplyReader(EscapedBytes.Parse(text));

        Assert.That(reader.Read(out _), Is.EqualTo(ReplyStatus.Malformed));
        Assert.That((reader.Read(out _), reader.Consumed), Is.EqualTo((ReplyStatus.Malformed, 0)));
    }

    [Test]
    public void A_value_may_be_taken_in_pieces()
    {
        byte[] buffer = "END\r\nVA 5 t60\r\nhel"u8.ToArray();
        var reader = new TextReplyReader(buffer);

        Assert.That(reader.Read(out _), Is.EqualTo(ReplyStatus.Reply));
        Assert.That(reader.Read(out TextReply reply), Is.EqualTo(ReplyStatus.ValuePending));
        Assert.That((reader.Consumed, reply.Value), Is.EqualTo((5, new ByteRange(15, 5))));
        ValueBlock block = reply.ValueBlock;
        Assert.That(block.Take(buffer.AsSpan(15), out ReadOnlySpan<byte> piece, out _), Is.EqualTo(ValueStatus.NeedMore));
        Assert.That(piece.Length, Is.EqualTo(3));
        Assert.That(block.Take("lo\r\nMN"u8, out _, out int consumed), Is.EqualTo(ValueStatus.Complete));
        Assert.That(consumed, Is.EqualTo(4));
    }

    [TestCase(ReplyForm.One, "STAT a 1\\r\\n", 1)]
    [TestCase(ReplyForm.Values, "VALUE a 0 1\\r\\nx\\r\\nVALUE b 0 0\\r\\n\\r\\nEND\\r\\nEND\\r\\n", 3)]
    [TestCase(ReplyForm.Listing, "STAT a 1\\r\\nITEM k [1 b; 0 s]\\r\\nPREFIX p get 1 hit 1 set 1 del 1\\r\\nEND\\r\\nEND\\r\\n", 4)]
    [TestCase(ReplyForm.Listing, "RESET\\r\\nEND\\r\\n", 1)]
    [TestCase(ReplyForm.Dump, "OK\\r\\nkey=a exp=-1\\nkey=b exp=-1\\nEND\\r\\nEND\\r\\n", 4)]
    [TestCase(ReplyForm.Dump, "mg a\\r\\nmg Yg== b\\r\\nEN\\r\\nEND\\r\\n", 3)]
    [TestCase(ReplyForm.Log, "OK\\r\\nts=1 gid=1\\nkey=1\\nWATCHER_FAILED failed to add log watcher\\r\\nEND\\r\\n", 4)]
    public void A_form_tells_where_a_reply_ends(ReplyForm form, string text, int elements)
    {
        byte[] buffer = EscapedBytes.Parse(text);
        var reader = new TextReplyReader(buffer);
        int count = 0;
        bool isOver = false;
        while (!isOver && reader.Read(out TextReply reply) == ReplyStatus.Reply)
        {
            isOver = reply.Ends(form);
            count++;
        }

        Assert.That((isOver, count), Is.EqualTo((true, elements)));
    }

    [Test]
    public void Flags_that_are_not_known_are_passed_over()
    {
        TextReply reply = Read("HD y9 t-1 f7 x W\\r\\n", out byte[] buffer);

        Assert.That(MetaReply.TryParse(buffer, reply, out MetaReply meta), Is.True);
        Assert.That((meta.Item.Ttl, meta.Item.ClientFlags, meta.Item.IsWon, meta.Item.IsStale), Is.EqualTo((-1L, 7u, true, false)));
        Assert.That(meta.Has(MetaFlags.ReturnTtl) && meta.Has(MetaFlags.ReturnClientFlags) && !meta.Has(MetaFlags.ReturnCas), Is.True);
    }

    [TestCase("HD tx\\r\\n")]
    [TestCase("HD c-1\\r\\n")]
    [TestCase("HD h2\\r\\n")]
    [TestCase("STORED\\r\\n")]
    public void Flags_without_their_number_are_told(string line)
    {
        TextReply reply = Read(line, out byte[] buffer);

        Assert.That(MetaReply.TryParse(buffer, reply, out _), Is.False);
    }

    [TestCase("a%20b", "a b")]
    [TestCase("%41%zz%4", "A%zz%4")]
    [TestCase("%", "%")]
    [TestCase("", "")]
    public void Keys_are_taken_out_of_their_escapes(string text, string key)
    {
        byte[] room = new byte[text.Length];

        Assert.That(EscapedKey.TryRead(EscapedBytes.Parse(text), room, out ReadOnlySpan<byte> read), Is.True);
        Assert.That(EscapedBytes.Format(read), Is.EqualTo(key));
        Assert.That(key.Length > 0 && EscapedKey.TryRead(EscapedBytes.Parse(text), room.AsSpan(0, key.Length - 1), out _), Is.False);
    }

    private static TextReply Read(string text, out byte[] buffer)
    {
        buffer = EscapedBytes.Parse(text);
        Assert.That(new TextReplyReader(buffer).Read(out TextReply reply), Is.EqualTo(ReplyStatus.Reply), text);
        return reply;
    }
}
