using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Tests.Binary;

internal sealed class FrameParserTests
{
    private const string Zeros = "0000000000000000";

    [TestCase(0x00, BinaryVerb.Get, false, false)]
    [TestCase(0x09, BinaryVerb.Get, true, false)]
    [TestCase(0x0C, BinaryVerb.Get, false, true)]
    [TestCase(0x0D, BinaryVerb.Get, true, true)]
    [TestCase(0x04, BinaryVerb.Delete, false, false)]
    [TestCase(0x14, BinaryVerb.Delete, true, false)]
    [TestCase(0x10, BinaryVerb.Stat, false, false)]
    public void A_key_alone(int opcode, BinaryVerb verb, bool isQuiet, bool returnsKey) =>
        Check($"\\[80{opcode:x2} 0003 0000 0000 00000003 11223344 0102030405060708]key", verb, isQuiet, returnsKey);

    [TestCase(0x1C, BinaryVerb.Touch, false, false)]
    [TestCase(0x1D, BinaryVerb.GetAndTouch, false, false)]
    [TestCase(0x1E, BinaryVerb.GetAndTouch, true, false)]
    [TestCase(0x23, BinaryVerb.GetAndTouch, false, true)]
    [TestCase(0x24, BinaryVerb.GetAndTouch, true, true)]
    public void A_time_and_a_key(int opcode, BinaryVerb verb, bool isQuiet, bool returnsKey)
    {
        BinaryCommand command = Check(
            $"\\[80{opcode:x2} 0003 0400 0000 00000007 11223344 0102030405060708 00000e10]key", verb, isQuiet, returnsKey);

        Assert.That(command.Exptime, Is.EqualTo(3600));
    }

    [TestCase(0x01, BinaryVerb.Set, false)]
    [TestCase(0x02, BinaryVerb.Add, false)]
    [TestCase(0x03, BinaryVerb.Replace, false)]
    [TestCase(0x11, BinaryVerb.Set, true)]
    [TestCase(0x12, BinaryVerb.Add, true)]
    [TestCase(0x13, BinaryVerb.Replace, true)]
    public void Flags_time_key_and_value(int opcode, BinaryVerb verb, bool isQuiet)
    {
        BinaryCommand command = Check(
            $"\\[80{opcode:x2} 0003 0800 0000 00000010 11223344 0102030405060708 ffffffff 00000e10]keyvalue", verb, isQuiet,
            returnsKey: false, value: "value");

        Assert.That((command.ClientFlags, command.Exptime), Is.EqualTo((uint.MaxValue, 3600u)));
    }

    [TestCase(0x0E, BinaryVerb.Append, false)]
    [TestCase(0x0F, BinaryVerb.Prepend, false)]
    [TestCase(0x19, BinaryVerb.Append, true)]
    [TestCase(0x1A, BinaryVerb.Prepend, true)]
    [TestCase(0x21, BinaryVerb.SaslAuthenticate, false)]
    [TestCase(0x22, BinaryVerb.SaslStep, false)]
    public void Key_and_value(int opcode, BinaryVerb verb, bool isQuiet) =>
        Check(
            $"\\[80{opcode:x2} 0003 0000 0000 00000008 11223344 0102030405060708]keyvalue", verb, isQuiet, returnsKey: false,
            value: "value");

    [TestCase(0x05, BinaryVerb.Increment, false)]
    [TestCase(0x06, BinaryVerb.Decrement, false)]
    [TestCase(0x15, BinaryVerb.Increment, true)]
    [TestCase(0x16, BinaryVerb.Decrement, true)]
    public void Delta_initial_time_and_key(int opcode, BinaryVerb verb, bool isQuiet)
    {
        BinaryCommand command = Check(
            $"\\[80{opcode:x2} 0003 1400 0000 00000017 11223344 0102030405060708 0000000000000005 000000000000000a ffffffff]key", verb,
            isQuiet, returnsKey: false);

        Assert.That((command.Delta, command.Initial, command.Exptime), Is.EqualTo((5UL, 10UL, BinaryCommand.NeverCreate)));
    }

    [TestCase(0x07, BinaryVerb.Quit, false)]
    [TestCase(0x17, BinaryVerb.Quit, true)]
    [TestCase(0x08, BinaryVerb.Flush, false)]
    [TestCase(0x18, BinaryVerb.Flush, true)]
    [TestCase(0x0A, BinaryVerb.NoOp, false)]
    [TestCase(0x0B, BinaryVerb.Version, false)]
    [TestCase(0x10, BinaryVerb.Stat, false)]
    [TestCase(0x20, BinaryVerb.SaslList, false)]
    public void A_header_alone(int opcode, BinaryVerb verb, bool isQuiet) =>
        Check($"\\[80{opcode:x2} 0000 0000 0000 00000000 11223344 0102030405060708]", verb, isQuiet, returnsKey: false, key: "");

    [Test]
    public void Thirty_five_opcodes_exist() =>
        Assert.That(Enumerable.Range(0, 256).Count(code => OpcodeTable.Of((byte)code).Verb != BinaryVerb.Unknown), Is.EqualTo(35));

    [Test]
    public void A_flush_may_have_a_time()
    {
        BinaryCommand command = Parsing.Binary($"\\[8008 0000 0400 0000 00000004 00000000 {Zeros} 0000003c]", out _);

        Assert.That((command.Error, command.Exptime), Is.EqualTo((BinaryStatus.Success, 60u)));
    }

    [Test]
    public void Only_quit_and_errors_end_the_connection()
    {
        Assert.That(Parsing.Binary($"\\[8007 0000 0000 0000 00000000 00000000 {Zeros}]", out _).ClosesConnection, Is.True);
        Assert.That(Parsing.Binary($"\\[800a 0000 0000 0000 00000000 00000000 {Zeros}]", out _).ClosesConnection, Is.False);
        Assert.That(Parsing.Binary($"\\[80ff 0000 0000 0000 00000000 00000000 {Zeros}]", out _).ClosesConnection, Is.False);
    }

    [TestCase(
        "\\[8000 00fb 0000 0000 000000fb 00000000 0000000000000000]", BinaryStatus.InvalidArguments, Description = "a key of 251 bytes")]
    [TestCase(
        "\\[8001 0001 0800 0000 40000001 00000000 0000000000000000]", BinaryStatus.InvalidArguments, Description = "a body above 1 GiB")]
    [TestCase("\\[8001 0001 0800 0000 ffffffff 00000000 0000000000000000]", BinaryStatus.InvalidArguments)]
    [TestCase(
        "\\[8000 0002 0000 0000 00000001 00000000 0000000000000000]", BinaryStatus.UnknownCommand,
        Description = "a key longer than the body")]
    [TestCase(
        "\\[8000 0001 ff00 0000 00000001 00000000 0000000000000000]", BinaryStatus.UnknownCommand,
        Description = "key and extras longer than the body")]
    public void What_the_header_forbids_is_refused_at_once(string header, BinaryStatus error)
    {
        var reader = new BinaryCommandReader(EscapedBytes.Parse(header));

        Assert.That(reader.Read(out BinaryCommand command), Is.EqualTo(ParseStatus.Command));
        Assert.That((command.Error, command.ClosesConnection), Is.EqualTo((error, true)));
        Assert.That(reader.Read(out _), Is.EqualTo(ParseStatus.Close));
    }

    [TestCase("get ")]
    [TestCase("\\x81")]
    public void Another_first_byte_ends_the_connection_at_once(string input) =>
        Assert.That(new BinaryCommandReader(EscapedBytes.Parse(input)).Read(out _), Is.EqualTo(ParseStatus.Close));

    [Test]
    public void A_value_that_has_not_arrived_is_pending()
    {
        byte[] buffer = EscapedBytes.Parse($"\\[8001 0003 0800 0000 00000010 00000000 {Zeros} {Zeros}]keyval");
        var reader = new BinaryCommandReader(buffer);

        Assert.That(reader.Read(out BinaryCommand command), Is.EqualTo(ParseStatus.ValuePending));
        Assert.That(reader.Consumed, Is.Zero);
        Assert.That(command.Value, Is.EqualTo(new ByteRange(35, 5)));
        Assert.That(command.ValueBlock.Remaining, Is.EqualTo(5));
    }

    [Test]
    public void A_key_that_has_not_arrived_is_waited_for()
    {
        byte[] buffer = EscapedBytes.Parse($"\\[8001 0003 0800 0000 00000010 00000000 {Zeros} {Zeros}]keyval");

        for (int length = 0; length < 35; length++)
        {
            Assert.That(new BinaryCommandReader(buffer.AsSpan(0, length)).Read(out _), Is.EqualTo(ParseStatus.NeedMore), $"{length} bytes");
        }
    }

    private static BinaryCommand Check(
        string request, BinaryVerb verb, bool isQuiet, bool returnsKey, string key = "key", string value = "")
    {
        BinaryCommand command = Parsing.Binary(request, out byte[] buffer);
        Assert.That(
            (command.Error, command.Verb, command.IsQuiet, command.ReturnsKey),
            Is.EqualTo((BinaryStatus.Success, verb, isQuiet, returnsKey)));
        Assert.That((command.Opaque, command.Cas), Is.EqualTo((0x11223344u, 0x0102030405060708UL)));
        Assert.That((Parsing.Of(command.Key, buffer), Parsing.Of(command.Value, buffer)), Is.EqualTo((key, value)));
        return command;
    }
}
