using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Meta;

/// <summary>What the parts of meta commands become. Which replies wrong ones get is in the transcripts.</summary>
internal sealed class MetaParserTests
{
    [TestCase('C', MetaFlags.CompareCas)]
    [TestCase('D', MetaFlags.Delta)]
    [TestCase('E', MetaFlags.NewCas)]
    [TestCase('F', MetaFlags.ClientFlags)]
    [TestCase('I', MetaFlags.Invalidate)]
    [TestCase('J', MetaFlags.Initial)]
    [TestCase('L', MetaFlags.ProxyHintL)]
    [TestCase('N', MetaFlags.Vivify)]
    [TestCase('O', MetaFlags.Opaque)]
    [TestCase('P', MetaFlags.ProxyHintP)]
    [TestCase('R', MetaFlags.Recache)]
    [TestCase('T', MetaFlags.Ttl)]
    [TestCase('c', MetaFlags.ReturnCas)]
    [TestCase('f', MetaFlags.ReturnClientFlags)]
    [TestCase('h', MetaFlags.ReturnFetched)]
    [TestCase('k', MetaFlags.ReturnKey)]
    [TestCase('l', MetaFlags.ReturnIdle)]
    [TestCase('q', MetaFlags.Quiet)]
    [TestCase('s', MetaFlags.ReturnSize)]
    [TestCase('t', MetaFlags.ReturnTtl)]
    [TestCase('u', MetaFlags.NoBump)]
    [TestCase('v', MetaFlags.ReturnValue)]
    [TestCase('x', MetaFlags.RemoveValue)]
    public void Every_command_knows_every_flag(char letter, MetaFlags flag)
    {
        foreach (string line in new[]
        {
            $"mg k {letter}1\\r\\n", $"md k {letter}1\\r\\n", $"ma k {letter}1\\r\\n", $"ms k 1 {letter}1\\r\\nx\\r\\n",
        })
        {
            TextCommand command = Parsing.Text(line);

            Assert.That(command.Error, Is.EqualTo(ReplyLine.None), line);
            Assert.That(command.Meta.Flags, Is.EqualTo(flag), line);
        }
    }

    [Test]
    public void No_other_letter_is_a_flag()
    {
        const string Flags = "CDEFIJLMNOPRTbcfhklqstuvx";
        IEnumerable<char> others = Enumerable.Range(0, 62)
            .Select(i => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[i])
            .Except(Flags);

        Assert.That(others.Select(letter => Parsing.Text($"mg k {letter}\\r\\n").Error), Is.All.EqualTo(ReplyLine.InvalidFlag));
    }

    [TestCase("\\x40")]
    [TestCase("\\x5b")]
    [TestCase("\\x60")]
    [TestCase("\\x7b")]
    [TestCase("\\xff")]
    [TestCase("!")]
    public void What_is_no_letter_is_worse(string flag) =>
        Assert.That(Parsing.Text($"mg k {flag}\\r\\n").Error, Is.EqualTo(ReplyLine.BadCommandLineFormat));

    [Test]
    public void Numbers_go_where_they_belong()
    {
        TextCommand command = Parsing.Text("mg key C1 E2 F3 T4 N-5 R6 D7 J8\\r\\n", out byte[] buffer);

        Assert.That(Parsing.Of(command.Key, buffer), Is.EqualTo("key"));
        Assert.That(Parsing.Of(command.Arguments, buffer), Is.EqualTo(" C1 E2 F3 T4 N-5 R6 D7 J8"));
        Assert.That((command.Cas, command.Meta.NewCas, command.ClientFlags, command.Exptime), Is.EqualTo((1UL, 2UL, 3u, 4)));
        Assert.That((command.Meta.VivifyExptime, command.Meta.RecacheSeconds), Is.EqualTo((-5, 6)));
        Assert.That((command.Number, command.Meta.Initial), Is.EqualTo((7UL, 8UL)));
    }

    [TestCase("ms k 1\\r\\nx\\r\\n", MetaMode.Set)]
    [TestCase("ms k 1 MS\\r\\nx\\r\\n", MetaMode.Set)]
    [TestCase("ms k 1 ME\\r\\nx\\r\\n", MetaMode.Add)]
    [TestCase("ms k 1 MR\\r\\nx\\r\\n", MetaMode.Replace)]
    [TestCase("ms k 1 MA\\r\\nx\\r\\n", MetaMode.Append)]
    [TestCase("ms k 1 MP\\r\\nx\\r\\n", MetaMode.Prepend)]
    [TestCase("ms k 1 MAppend\\r\\nx\\r\\n", MetaMode.Append)]
    [TestCase("ma k\\r\\n", MetaMode.Increment)]
    [TestCase("ma k MI\\r\\n", MetaMode.Increment)]
    [TestCase("ma k M+\\r\\n", MetaMode.Increment)]
    [TestCase("ma k MD\\r\\n", MetaMode.Decrement)]
    [TestCase("ma k M-\\r\\n", MetaMode.Decrement)]
    public void Modes_have_letters(string request, MetaMode mode) => Assert.That(Parsing.Text(request).Meta.Mode, Is.EqualTo(mode));

    [TestCase("ms k 1 Ms\\r\\nx\\r\\n", ReplyLine.InvalidSetMode)]
    [TestCase("ms k 1 MI\\r\\nx\\r\\n", ReplyLine.InvalidSetMode)]
    [TestCase("ma k MA\\r\\n", ReplyLine.InvalidArithmeticMode)]
    [TestCase("ma k M\\r\\n", ReplyLine.InvalidArithmeticMode)]
    [TestCase("md k MX\\r\\n", ReplyLine.None)]
    public void Not_every_letter_is_a_mode(string request, ReplyLine error) => Assert.That(Parsing.Text(request).Error, Is.EqualTo(error));

    [Test]
    public void The_delta_is_one_unless_given()
    {
        Assert.That(Parsing.Text("ma k\\r\\n").Number, Is.EqualTo(1));
        Assert.That(Parsing.Text("ma k D0\\r\\n").Number, Is.Zero);
    }

    [Test]
    public void A_Base64_key_stands_for_other_bytes()
    {
        TextCommand command = Parsing.Text("mg Zm9v b\\r\\n", out byte[] buffer);

        Assert.That(Parsing.Of(command.Key, buffer), Is.EqualTo("Zm9v"));
        Assert.That(command.ItemKeyIn(buffer, new byte[ProtocolLimits.MaxDecodedKeyLength]).ToArray(), Is.EqualTo("foo"u8.ToArray()));
        Assert.That(command.ItemKeyIn(buffer, new byte[2]).IsEmpty, Is.True);
    }

    [TestCase("me k\\r\\n", MetaFlags.None)]
    [TestCase("me Zm9v b\\r\\n", MetaFlags.Base64Key)]
    [TestCase("me Zm9v b x\\r\\n", MetaFlags.Base64Key)]
    [TestCase("me Zm9v x b\\r\\n", MetaFlags.None)]
    [TestCase("me k value\\r\\n", MetaFlags.None)]
    public void Me_knows_b_alone(string line, MetaFlags flags) => Assert.That(Parsing.Text(line).Meta.Flags, Is.EqualTo(flags));

    [Test]
    public void Errors_of_meta_commands_are_never_hidden() =>
        Assert.That(Parsing.Text("ms k 1 q z noreply\\r\\nx\\r\\n").NoReply, Is.False);
}
