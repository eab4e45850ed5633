using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Binary;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests;

/// <summary>Requests as they look on the wire, and what is none of a writer's business.</summary>
internal sealed class RequestTests
{
    private readonly byte[] _room = new byte[512];

    [Test]
    public void Classic_requests_look_so()
    {
        var set = new ClassicRequest { Verb = TextVerb.Set, Key = "user:1"u8, Exptime = 60 };
        Assert.That(set.TryWrite(_room, "hello"u8, out int written), Is.True);
        Assert.That(Written(written), Is.EqualTo("set user:1 0 60 5\\r\\nhello\\r\\n"));

        var touch = new ClassicRequest { Verb = TextVerb.Touch, Key = "a"u8, Exptime = -1, NoReply = true };
        Assert.That(touch.TryWrite(_room, out written), Is.True);
        Assert.That(Written(written), Is.EqualTo("touch a -1 noreply\\r\\n"));

        var gats = new ClassicRequest { Verb = TextVerb.Gats, Key = "a"u8, Exptime = 5, NoReply = true };
        Assert.That(gats.TryWrite(_room, out written), Is.True);
        Assert.That(Written(written), Is.EqualTo("gats 5 a\\r\\n"), "a retrieval has no noreply");
    }

    [Test]
    public void Flags_that_ask_stand_before_those_that_set()
    {
        var request = new MetaRequest
        {
            Verb = TextVerb.MetaGet,
            Key = "user:1"u8,
            Flags = MetaFlags.Ttl | MetaFlags.ReturnTtl | MetaFlags.ReturnValue | MetaFlags.Opaque | MetaFlags.Vivify,
            Exptime = 60,
            VivifyExptime = 30,
            Opaque = "9"u8,
        };
        Assert.That(request.TryWrite(_room, out int written), Is.True);
        Assert.That(Written(written), Is.EqualTo("mg user:1 O9 t v N30 T60\\r\\n"));
    }

    [Test]
    public void A_form_that_binary_verbs_have_not_is_the_nearest_that_they_have()
    {
        Assert.That(new BinaryRequest { Verb = BinaryVerb.Get, IsQuiet = true, ReturnsKey = true }.Opcode, Is.EqualTo(0x0D));
        Assert.That(
            new BinaryRequest { Verb = BinaryVerb.Set, IsQuiet = true, ReturnsKey = true }.Opcode, Is.EqualTo(0x11), "sets return no key");
        Assert.That(
            new BinaryRequest { Verb = BinaryVerb.Touch, IsQuiet = true, ReturnsKey = true }.Opcode, Is.EqualTo(0x1C), "touch is loud");
    }

    [TestCase(TextVerb.Stats)]
    [TestCase(TextVerb.MetaGet)]
    [TestCase(TextVerb.Set)]
    [TestCase(TextVerb.Unknown)]
    public void A_line_alone_is_written_for_classic_verbs_without_value(TextVerb verb)
    {
        Assert.That(new ClassicRequest { Verb = verb, Key = "a"u8 }.TryWrite(_room, out int written), Is.False);
        Assert.That(written, Is.Zero);
    }

    [TestCase(TextVerb.Get)]
    [TestCase(TextVerb.MetaSet)]
    public void Only_storage_has_a_value(TextVerb verb)
    {
        Assert.That(new ClassicRequest { Verb = verb, Key = "a"u8 }.TryWrite(_room, "x"u8, out _), Is.False);
        Assert.That(new ClassicRequest { Verb = verb, Key = "a"u8 }.TryWriteHead(_room, 1, out int written), Is.False);
        Assert.That(written, Is.Zero);
    }

    [Test]
    public void Meta_requests_are_of_meta_verbs()
    {
        Assert.That(new MetaRequest { Verb = TextVerb.MetaSet, Key = "a"u8 }.TryWrite(_room, out _), Is.False, "ms has a value");
        Assert.That(new MetaRequest { Verb = TextVerb.MetaGet, Key = "a"u8 }.TryWrite(_room, "x"u8, out _), Is.False, "mg has none");
        Assert.That(new MetaRequest { Verb = TextVerb.Get, Key = "a"u8 }.TryWrite(_room, out _), Is.False);
        Assert.That(new BinaryRequest { Key = "a"u8 }.TryWrite(_room, out _), Is.False);
        Assert.That(new StatsCommand(StatsGroup.Other).TryWrite(_room, out _), Is.False, "whose words are not known");
        Assert.That(AdministrationRequest.TryWrite(_room, TextVerb.Unknown, out _), Is.False);
    }

    [TestCase("user:1", true)]
    [TestCase("\\xd0\\xba", true)]
    [TestCase("\\{250:k}", true)]
    [TestCase("\\{251:k}", false)]
    [TestCase("", false)]
    [TestCase("a b", false)]
    [TestCase("a\\r\\nflush_all", false)]
    [TestCase("a\\x00", false)]
    [TestCase("a\\x7f", false)]
    public void Keys_have_no_spaces_and_no_control_characters(string key, bool isValid) =>
        Assert.That(TextKey.IsValid(EscapedBytes.Parse(key)), Is.EqualTo(isValid));

    [TestCase("PLAIN", true)]
    [TestCase("CRAM-MD5 plain", true)]
    [TestCase("", false)]
    [TestCase("PLAINTEXT", false)]
    public void A_mechanism_is_looked_for_among_others(string mechanisms, bool isThere) =>
        Assert.That(SaslPlain.IsAmong(EscapedBytes.Parse(mechanisms)), Is.EqualTo(isThere));

    private string Written(int length) => EscapedBytes.Format(_room.AsSpan(0, length));
}
