using System.Text;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Text;

internal sealed class VerbTableTests
{
    private static readonly Dictionary<string, TextVerb> Names = new(StringComparer.Ordinal)
    {
        ["get"] = TextVerb.Get,
        ["gets"] = TextVerb.Gets,
        ["gat"] = TextVerb.Gat,
        ["gats"] = TextVerb.Gats,
        ["set"] = TextVerb.Set,
        ["add"] = TextVerb.Add,
        ["replace"] = TextVerb.Replace,
        ["append"] = TextVerb.Append,
        ["prepend"] = TextVerb.Prepend,
        ["cas"] = TextVerb.Cas,
        ["delete"] = TextVerb.Delete,
        ["touch"] = TextVerb.Touch,
        ["incr"] = TextVerb.Increment,
        ["decr"] = TextVerb.Decrement,
        ["mg"] = TextVerb.MetaGet,
        ["ms"] = TextVerb.MetaSet,
        ["md"] = TextVerb.MetaDelete,
        ["ma"] = TextVerb.MetaArithmetic,
        ["me"] = TextVerb.MetaDebug,
        ["mn"] = TextVerb.MetaNoOp,
        ["version"] = TextVerb.Version,
        ["verbosity"] = TextVerb.Verbosity,
        ["flush_all"] = TextVerb.FlushAll,
        ["quit"] = TextVerb.Quit,
        ["stats"] = TextVerb.Stats,
        ["cache_memlimit"] = TextVerb.CacheMemoryLimit,
        ["shutdown"] = TextVerb.Shutdown,
        ["slabs"] = TextVerb.Slabs,
        ["lru"] = TextVerb.Lru,
        ["lru_crawler"] = TextVerb.LruCrawler,
        ["watch"] = TextVerb.Watch,
        ["refresh_certs"] = TextVerb.RefreshCertificates,
        ["extstore"] = TextVerb.Extstore,
        ["misbehave"] = TextVerb.Misbehave,
        ["debugtime"] = TextVerb.DebugTime,
        ["debugitem"] = TextVerb.DebugItem,
    };

    [Test]
    public void Every_verb_has_one_name() =>
        Assert.That(Names.Values, Is.EquivalentTo(Enum.GetValues<TextVerb>().Where(verb => verb != TextVerb.Unknown)));

    [Test]
    public void Every_name_is_known() =>
        Assert.That(Names.Keys.Select(Of), Is.EqualTo(Names.Values));

    [Test]
    public void Every_row_has_the_name_that_leads_to_it()
    {
        foreach ((string name, TextVerb verb) in Names)
        {
            VerbRow row = VerbTable.RowOf(verb);
            Assert.That((Encoding.ASCII.GetString(row.Name), row.Verb), Is.EqualTo((name, verb)));
            Assert.That(row.Kind, Is.EqualTo(VerbTable.KindOf(verb)).And.Not.EqualTo(VerbKind.None));
        }

        Assert.That(VerbTable.RowOf(TextVerb.Unknown).Name.IsEmpty, Is.True);
        Assert.That(VerbTable.KindOf((TextVerb)255), Is.EqualTo(VerbKind.None));
    }

    [Test]
    public void Nothing_else_is([ValueSource(nameof(Strangers))] string name) => Assert.That(Of(name), Is.EqualTo(TextVerb.Unknown));

    private static IEnumerable<string> Strangers() => Names.Keys
        .SelectMany(name => new[] { name.ToUpperInvariant(), name + "x", "x" + name, name[..^1] + "\0" })
        .Append("m")
        .Append("mx")
        .Append("")
        .Except(Names.Keys);

    private static TextVerb Of(string name) => VerbTable.Of(Encoding.ASCII.GetBytes(name));
}
