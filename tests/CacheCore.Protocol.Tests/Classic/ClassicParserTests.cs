using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Classic;

/// <summary>What the parts of classic commands become. Which replies wrong ones get is in the transcripts.</summary>
internal sealed class ClassicParserTests
{
    [TestCase("get a\\r\\n", TextVerb.Get, "a")]
    [TestCase("gets a bb   ccc \\n", TextVerb.Gets, "a bb ccc")]
    [TestCase("gat 5 a b\\r\\n", TextVerb.Gat, "a b")]
    [TestCase("gats -5 a noreply\\r\\n", TextVerb.Gats, "a noreply")]
    public void A_retrieval_has_keys(string line, TextVerb verb, string keys)
    {
        TextCommand command = Parsing.Text(line, out byte[] buffer);
        List<string> found = [];
        foreach (ReadOnlySpan<byte> key in command.KeysIn(buffer))
        {
            found.Add(EscapedBytes.Format(key));
        }

        Assert.That(command.Verb, Is.EqualTo(verb));
        Assert.That(found, Is.EqualTo(keys.Split(' ')));
        Assert.That(command.KeyCount, Is.EqualTo(found.Count));
        Assert.That(Parsing.Of(command.Key, buffer), Is.EqualTo(found[0]));
        Assert.That(command.NoReply, Is.False);
    }

    [TestCase("gat 100 a\\r\\n", 100)]
    [TestCase("gats -1 a\\r\\n", -1)]
    [TestCase("touch a 2000000000\\r\\n", 2000000000)]
    [TestCase("set a 1 60 0\\r\\n\\r\\n", 60)]
    [TestCase("flush_all 10\\r\\n", 10)]
    [TestCase("flush_all\\r\\n", 0)]
    [TestCase("flush_all noreply\\r\\n", 0)]
    public void A_time_to_live_is_kept(string line, int exptime) => Assert.That(Parsing.Text(line).Exptime, Is.EqualTo(exptime));

    [TestCase("set", TextVerb.Set)]
    [TestCase("add", TextVerb.Add)]
    [TestCase("replace", TextVerb.Replace)]
    [TestCase("append", TextVerb.Append)]
    [TestCase("prepend", TextVerb.Prepend)]
    public void A_store_has_key_flags_time_and_value(string name, TextVerb verb)
    {
        TextCommand command = Parsing.Text($"{name} key 7 60 5\\r\\nhello\\r\\n", out byte[] buffer);

        Assert.That(command.Verb, Is.EqualTo(verb));
        Assert.That(Parsing.Of(command.Key, buffer), Is.EqualTo("key"));
        Assert.That((command.ClientFlags, command.Exptime), Is.EqualTo((7u, 60)));
        Assert.That(Parsing.Of(command.Value, buffer), Is.EqualTo("hello"));
        Assert.That(command.KeyCount, Is.EqualTo(1));
    }

    [Test]
    public void Cas_has_a_cas_value()
    {
        TextCommand command = Parsing.Text("cas a 0 0 1 18446744073709551615 noreply\\r\\nx\\r\\n");

        Assert.That(command.Cas, Is.EqualTo(ulong.MaxValue));
        Assert.That(command.NoReply, Is.True);
    }

    [TestCase("incr a 5\\r\\n", TextVerb.Increment)]
    [TestCase("decr a 5\\r\\n", TextVerb.Decrement)]
    [TestCase("verbosity 5\\r\\n", TextVerb.Verbosity)]
    [TestCase("cache_memlimit 5\\r\\n", TextVerb.CacheMemoryLimit)]
    public void A_number_is_kept(string line, TextVerb verb)
    {
        TextCommand command = Parsing.Text(line);

        Assert.That((command.Verb, command.Number), Is.EqualTo((verb, 5UL)));
    }

    [TestCase("delete a noreply\\r\\n", true)]
    [TestCase("delete a 0 noreply  \\r\\n", true)]
    [TestCase("delete noreply\\r\\n", true)]
    [TestCase("delete a noreply 0\\r\\n", false)]
    [TestCase("delete a xnoreply\\r\\n", false)]
    [TestCase("delete a NOREPLY\\r\\n", false)]
    [TestCase("set a 0 0 1 noreply\\r\\nx\\r\\n", true)]
    [TestCase("set noreply 0 0 1\\r\\nx\\r\\n", false)]
    [TestCase("incr a 1 noreply\\r\\n", true)]
    [TestCase("touch a 1 noreply\\r\\n", true)]
    [TestCase("flush_all noreply\\r\\n", true)]
    [TestCase("verbosity 1 noreply\\r\\n", true)]
    [TestCase("version noreply\\r\\n", false)]
    [TestCase("mg noreply\\r\\n", false)]
    public void Noreply_is_the_last_word(string line, bool isQuiet) => Assert.That(Parsing.Text(line).NoReply, Is.EqualTo(isQuiet));

    [TestCase("delete a\\r\\n", ReplyLine.None)]
    [TestCase("delete a 10\\r\\n", ReplyLine.None)]
    [TestCase("delete a 10 noreply\\r\\n", ReplyLine.None)]
    [TestCase("delete a b c d\\r\\n", ReplyLine.BadCommandLineFormat)]
    [TestCase("delete a b c d e\\r\\n", ReplyLine.BadCommandLineFormat)]
    public void Behind_a_deleted_key_there_is_at_most_a_time_and_noreply(string line, ReplyLine error) =>
        Assert.That(Parsing.Text(line).Error, Is.EqualTo(error));

    [TestCase("set k 0 0 x noreply\\r\\n", false, Description = "a line without a length is told, whatever it says")]
    [TestCase("set k x 0 1 noreply\\r\\nx\\r\\n", true)]
    [TestCase("incr k x noreply\\r\\n", true)]
    [TestCase("incr noreply\\r\\n", false)]
    [TestCase("delete \\{251:k} noreply\\r\\n", true)]
    public void Noreply_hides_errors_too(string line, bool isHidden)
    {
        TextCommand command = Parsing.Text(line);

        Assert.That(command.Error, Is.Not.EqualTo(ReplyLine.None));
        Assert.That(command.NoReply, Is.EqualTo(isHidden));
    }

    [TestCase("set k x 0 3\\r\\nabc\\r\\n", 3)]
    [TestCase("cas k 0 0 3\\r\\nabc\\r\\n", 3)]
    [TestCase("set \\{251:k} 0 0 3\\r\\nabc\\r\\n", 3)]
    [TestCase("set k x 0 3\\r\\nabcxx", 3, Description = "nobody looks at the end of what is passed over")]
    public void A_refused_value_is_passed_over(string request, int length)
    {
        byte[] buffer = EscapedBytes.Parse(request);
        var reader = new TextCommandReader(buffer);

        Assert.That(reader.Read(out TextCommand command), Is.EqualTo(ParseStatus.Command));
        Assert.That(command.Error, Is.EqualTo(ReplyLine.BadCommandLineFormat));
        Assert.That((command.HasValue, command.Value.Length), Is.EqualTo((true, length)));
        Assert.That(reader.Consumed, Is.EqualTo(buffer.Length));
    }

    [Test]
    public void The_largest_value_that_a_line_can_announce()
    {
        byte[] buffer = EscapedBytes.Parse("set k 0 0 2147483645\\r\\nabc");

        Assert.That(new TextCommandReader(buffer).Read(out TextCommand command), Is.EqualTo(ParseStatus.ValuePending));
        Assert.That(command.ValueBlock.Remaining, Is.EqualTo((long)int.MaxValue));
        Assert.That(Parsing.Text("set k 0 0 2147483646\\r\\n").HasValue, Is.False);
    }
}
