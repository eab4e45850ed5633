namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>What an item is, how long it lives, and every command that has to do with one.</summary>
internal sealed class ItemTests(bool overUnixSocket) : ServerTests(overUnixSocket)
{
    [Test]
    public void Keys_and_values_have_their_limits()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();
        string longest = new('k', 250);

        Assert.That(connection.AskCommands($"set {longest} 4294967295 0 0\r\n"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskCommands($"get {longest}"), Is.EqualTo($"VALUE {longest} 4294967295 0\r\n\r\nEND\r\n"));
        Assert.That(connection.AskCommands($"get {longest}k"), Is.EqualTo("CLIENT_ERROR bad command line format\r\n"));
        Assert.That(connection.AskCommands("ms AAEC 2 b\r\n\0\xff"), Is.EqualTo("HD\r\n"), "a key of any bytes, as Base64");
        Assert.That(connection.AskUntil("mg AAEC b k v", "\xff\r\n"), Is.EqualTo("VA 2 kAAEC b\r\n\0\xff\r\n"));
    }

    [Test]
    public void Classic_commands_store_and_change()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();

        Assert.That(connection.AskCommands("add k 1 0 1\r\na"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskCommands("add k 1 0 1\r\nb"), Is.EqualTo("NOT_STORED\r\n"));
        Assert.That(connection.AskCommands("replace k 2 0 1\r\nb"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskCommands("replace none 2 0 1\r\nb"), Is.EqualTo("NOT_STORED\r\n"));
        Assert.That(connection.AskCommands("append k 0 0 1\r\nc"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskCommands("prepend k 0 0 1\r\na"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskCommands("get k"), Is.EqualTo("VALUE k 2 3\r\nabc\r\nEND\r\n"));
        string cas = connection.AskCommands("gets k").Split([' ', '\r'])[4];
        Assert.That(connection.AskCommands($"cas k 0 0 1 {cas}\r\nx"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskCommands($"cas k 0 0 1 {cas}\r\ny"), Is.EqualTo("EXISTS\r\n"));
        Assert.That(connection.AskCommands("set k 0 0 1 noreply\r\n5\r\nincr k 7"), Is.EqualTo("12\r\n"));
        Assert.That(connection.AskCommands("decr k 20"), Is.EqualTo("0\r\n"));
        Assert.That(connection.AskCommands("touch k 100"), Is.EqualTo("TOUCHED\r\n"));
        Assert.That(connection.AskCommands("gat 0 k none"), Is.EqualTo("VALUE k 0 2\r\n0 \r\nEND\r\n"));
        Assert.That(connection.AskCommands("delete k"), Is.EqualTo("DELETED\r\n"));
        Assert.That(connection.AskCommands("delete k"), Is.EqualTo("NOT_FOUND\r\n"));
    }

    [Test]
    public void Meta_commands_store_and_change()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();

        Assert.That(connection.AskCommands("mg k N30 t"), Is.EqualTo("HD t30 W\r\n"), "the first that finds nothing is to make it");
        Assert.That(connection.AskCommands("mg k N30"), Is.EqualTo("HD Z\r\n"), "the next waits");
        Assert.That(connection.AskCommands("ms k 2 F5 T90 Oabc k\r\nhi"), Is.EqualTo("HD Oabc kk\r\n"));
        Assert.That(connection.AskUntil("mg k f s t v Oq", "hi\r\n"), Is.EqualTo("VA 2 f5 s2 t90 Oq\r\nhi\r\n"));
        Assert.That(connection.AskCommands("md k I T30"), Is.EqualTo("HD\r\n"));
        Assert.That(connection.AskCommands("mg k"), Is.EqualTo("HD X W\r\n"), "it is stale, and this one is to renew it");
        Assert.That(connection.AskUntil("ma n N0 J7 v", "7\r\n"), Is.EqualTo("VA 1\r\n7\r\n"));
        Assert.That(connection.AskUntil("ma n MD D3 v", "4\r\n"), Is.EqualTo("VA 1\r\n4\r\n"));
        Assert.That(connection.AskUntil("mg none q\r\nmn", "MN\r\n"), Is.EqualTo("MN\r\n"));
        Assert.That(connection.AskCommands("me n"), Does.StartWith("ME n exp=-1 la="));
    }

    [Test]
    public void Binary_requests_are_known_by_their_first_byte()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();
        connection.Send(Request(0x01, "\0\0\0\x07\0\0\0\0", "k", "abc") + Request(0x00, "", "k", "") + Request(0x07, "", "", ""));

        string answers = connection.ReadToEnd();
        Assert.That(answers, Has.Length.EqualTo(24 + 24 + 4 + 3 + 24));
        Assert.That(answers, Does.StartWith("\x81\x01\0\0"));
        Assert.That(answers.Substring(48, 7), Is.EqualTo("\0\0\0\x07" + "abc"), "flags and value of what was stored");
        Assert.That(server.Ask("get k"), Is.EqualTo("VALUE k 7 3\r\nabc\r\nEND\r\n"));
    }

    [Test]
    public void Commands_may_come_in_one_go()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();
        string sets = string.Concat(Enumerable.Range(0, 200).Select(i => $"set key{i} 0 0 1 noreply\r\nx\r\n"));

        Assert.That(
            connection.AskUntil($"{sets}get key0 key199 none\r\nmn", "MN\r\n"),
            Is.EqualTo("VALUE key0 0 1\r\nx\r\nVALUE key199 0 1\r\nx\r\nEND\r\nMN\r\n"));
    }

    [Test]
    public void Items_live_as_long_as_they_are_told()
    {
        using ServerProcess server = Start("--debug-commands");
        using RawProbe connection = server.Connect();
        long soon = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 100;
        _ = connection.AskCommands(
            $"set relative 0 200 1\r\nx\r\nset absolute 0 {soon} 1\r\nx\r\nset past 0 -1 1\r\nx\r\nset endless 0 0 1\r\nx\r\nmn");
        Assert.That(
            connection.AskUntil("get relative absolute past endless\r\nmn", "MN\r\n"),
            Does.Contain("relative").And.Contain("absolute").And.Contain("endless").And.Not.Contain("past"));

        _ = connection.AskUntil("debugtime 150\r\nmn", "MN\r\n");
        Assert.That(
            connection.AskUntil("get relative absolute endless\r\nmn", "MN\r\n"),
            Does.Contain("relative").And.Contain("endless").And.Not.Contain("absolute"));
    }

    [Test]
    public void Flushing_takes_everything_now_or_later()
    {
        using ServerProcess server = Start("--debug-commands");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set k 0 0 1\r\nx");
        Assert.That(connection.AskCommands("flush_all"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskCommands("get k"), Is.EqualTo("END\r\n"));

        _ = connection.AskCommands("set k 0 0 1\r\nx");
        Assert.That(connection.AskCommands("flush_all 100"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskCommands("get k"), Does.StartWith("VALUE"));
        _ = connection.AskCommands("debugtime 101");
        Assert.That(connection.AskCommands("get k"), Is.EqualTo("END\r\n"));
    }

    /// <summary>A binary request without CAS value and opaque.</summary>
    private static string Request(int opcode, string extras, string key, string value) =>
        $"\x80{(char)opcode}\0{(char)key.Length}{(char)extras.Length}\0\0\0\0\0\0{(char)(extras.Length + key.Length + value.Length)}"
        + $"\0\0\0\0\0\0\0\0\0\0\0\0{extras}{key}{value}";
}
