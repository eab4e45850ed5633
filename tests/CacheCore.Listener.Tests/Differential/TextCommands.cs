using System.Globalization;
using System.Text;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>
/// Makes text commands: mostly sensible ones over few keys, so that they meet, and some that are not. A CAS value of a key stands as
/// <c>{cas:KEY}</c>, for each server has its own.
/// </summary>
internal sealed class TextCommands(Random random)
{
    private static readonly string[] Keys =
    [
        "a", "b", "c", "key", "counter", "n", "user:1", "user:2", new('k', 250), "x-._~", "0",
    ];

    private static readonly string[] BinaryKeys = ["YWJj", "YmluYXJ5", "AAEC", "Pz8/"];

    // Those of 1.6.18 that 1.6.45 answers in the same way.
    private static readonly string[] GetFlags =
    [
        "v", "k", "s", "f", "c", "t", "h", "q", "u", "Oab", "O0123456789", "T0", "T100", "N100", "R20", "T10", "N0",
    ];
    private static readonly string[] SetFlags =
    [
        "k", "c", "q", "Oxy", "T0", "T60", "F0", "F7", "F4294967295", "MS", "ME", "MA", "MP", "MR", "I",
    ];
    private static readonly string[] DeleteFlags = ["k", "q", "Oz", "I", "T30"];
    private static readonly string[] CountFlags =
    [
        "v", "k", "t", "c", "Ozz", "N0", "N60", "J5", "J100", "D1", "D10", "D4294967296", "MI", "MD", "M+", "M-", "T60",
    ];

    // 1.6.18 tells a quiet client of a number that was made.
    private static readonly string[] QuietCountFlags = ["q", .. CountFlags.Where(static flag => flag[0] != 'N')];

    // None from which 2^63 can be reached: whether memcached counts on from there depends on what lies behind the number in its memory,
    // up to the next zero byte, and so on addresses. Transcripts have such numbers.
    private static readonly string[] Numbers =
    [
        "0", "2", "3", "9", "20", "99", "200", "4294967296", "2345678901234567",
    ];

    private static readonly string[] Broken =
    [
        "set a b c d", "set a 0 0 -1", "set a 0 0 x",
        "touch a x", "incr a x", "incr counter -1", "decr counter 18446744073709551616", "GET a", "foo bar", "gat x a", "ms a", "ms a x",
        "ms a S1 x", "mg a v v", "mg a b", "mg ? b v", "mg a T", "mg a Tx", "mg a N", "mg a Rx", "ma counter Dx", "ma counter Nx",
        "ma counter Jx", "mg a C", "mg a Cx", "mg a O01234567890123456789012345678901234", "version x", "verbosity x", "verbosity 1",
        "cache_memlimit", "cache_memlimit x", "cache_memlimit 1", "slabs", "slabs x", "slabs reassign", "slabs reassign 1",
        "slabs reassign a b", "slabs reassign 1 1", "slabs automove", "slabs automove 9", "lru", "lru x",
        "lru tune 90 90 1 1", "lru tune 10 20 0 0", "lru tune", "lru_crawler", "lru_crawler x", "lru_crawler sleep x",
        "lru_crawler sleep 2000000", "lru_crawler crawl 77", "stats nonsense", "stats detail", "stats detail x", "stats cachedump",
        "stats cachedump 1", "stats cachedump x 1", "stats cachedump 99 1", "flush_all x",
        "mn x", "version",
    ];

    /// <summary>
    /// Some commands. Counting comes first: memcached does not pad a number that a reply which is not sent yet still refers to, and that is
    /// not ours to imitate.
    /// </summary>
    public string[] Next(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Next()).OrderBy(command => !command.StartsWith("incr", StringComparison.Ordinal)
            && !command.StartsWith("decr", StringComparison.Ordinal) && !command.StartsWith("ma ", StringComparison.Ordinal))];

    private string Next() => random.Next(100) switch
    {
        < 22 => Retrieval(),
        < 45 => Storage(),
        < 52 => Line("delete", Key(), NoReply()),
        < 57 => Line("touch", Key(), Exptime(), NoReply()),
        < 65 => Line(Pick("incr", "decr"), Pick("counter", "n", Key()), Pick(Numbers), NoReply()),
        < 75 => MetaLine("mg", GetFlags),
        < 83 => MetaSet(),
        < 87 => MetaLine("md", DeleteFlags),
        < 92 => Line("ma", Pick("counter", "n", Key()), random.Next(2) == 0 ? Flags(QuietCountFlags) : Flags(CountFlags)),
        < 93 => Line("gets", Key()),
        < 99 => Pick(Broken) + Pick("\r\n", "\r\n", "\n"),
        _ => random.Next(30) == 0 ? "flush_all\r\n" : "mn\r\n",
    };

    private string Retrieval() => Pick("get", "gets", "get", "gat", "gats") switch
    {
        // A longer line than 2,048 bytes is for get and gets alone there, for all four here.
        ['g', 'a', ..] and var verb => Line([verb, Exptime(), .. ManyKeys().Take(7)]),
        var verb => Line([verb, .. ManyKeys()]),
    };

    private string Storage()
    {
        string verb = Pick("set", "set", "set", "add", "replace", "append", "prepend", "cas");
        string key = Key();
        string value = verb switch
        {
            "append" => ShortValue(),
            "prepend" => NoNumber(),
            _ => Value(),
        };
        string cas = verb == "cas" ? Pick($"{{cas:{key}}}", "0", "1") : "";
        string line = Line(
            verb, key, Pick("0", "0", "1", "4294967295", "65536"), Exptime(), value.Length.ToString(CultureInfo.InvariantCulture), cas,
            NoReply());
        return line + value + (random.Next(50) == 0 ? "xx" : "\r\n") + (random.Next(80) == 0 ? "junk\r\n" : "");
    }

    private string MetaSet()
    {
        string flags = Flags(SetFlags);
        string value = flags.Contains("MP", StringComparison.Ordinal) ? NoNumber() : ShortValue();
        string[] key = MetaKey().Split(' ');
        string line = Line("ms", key[0], value.Length.ToString(CultureInfo.InvariantCulture), key.Length > 1 ? "b" : "", flags);
        return (key.Length > 1 ? line.Replace(" k", "", StringComparison.Ordinal) : line) + value + "\r\n";
    }

    // What is added to a number must not make it a large value, which we do not count; memcached draws that line elsewhere.
    private string ShortValue() => Value() is { Length: <= 3000 } value ? value : "short";

    // Nor must a number come before what is large already.
    private string NoNumber() => "p" + ShortValue();

    private string Value() => random.Next(12) switch
    {
        0 => "",
        1 => new string('v', random.Next(3000)),
        2 => new string('w', random.Next(100_000)),
        < 7 => Pick(Numbers),
        7 => Pick("10  ", "007", "x1", "1x", "abc", "\0\u0001", "a\r\nb"),
        _ => new string('z', random.Next(60)),
    };

    private string Exptime() => Pick("0", "0", "0", "100", "-1", "2592000", "2000000000", "100000");

    private string NoReply() => random.Next(12) == 0 ? "noreply" : "";

    private string Key() => Pick(Keys);

    private string MetaKey() => random.Next(8) == 0 ? Pick(BinaryKeys) + " b" : Key();

    // Of a Base64 key the reply has what the request had; memcached has what the item was stored under, or the bytes themselves.
    private string MetaLine(string verb, string[] flags)
    {
        string key = MetaKey();
        bool isBinary = key.EndsWith(" b", StringComparison.Ordinal);
        return Line(verb, key, Flags([.. flags.Where(flag => !isBinary || flag != "k")]));
    }

    private IEnumerable<string> ManyKeys() =>
        Enumerable.Range(0, random.Next(6) == 0 ? random.Next(1, 60) : random.Next(1, 4)).Select(_ => Key());

    private string Flags(string[] flags) => string.Join(' ', random.GetItems(flags, random.Next(5)).DistinctBy(flag => flag[0]));

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private static string Line(params IEnumerable<string> words)
    {
        StringBuilder line = new();
        foreach (string word in words.Where(word => word.Length > 0))
        {
            _ = (line.Length > 0 ? line.Append(' ') : line).Append(word);
        }

        return line.Append("\r\n").ToString();
    }
}
