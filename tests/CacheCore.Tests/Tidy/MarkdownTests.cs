namespace CacheCore.Tests.Tidy;

public class MarkdownTests
{
    [Test]
    public void Every_link_leads_to_a_file()
    {
        string[] broken =
        [
            .. from file in SourceTree.Files(".", ".md")
               from target in MarkdownLinks.Of(SourceTree.Read(file))
               where !Exists(file, target)
               select $"{file}: {target}",
        ];

        Assert.That(broken, Is.Empty);
    }

    [TestCase("see [a](docs/a.md#part) and [b](b.md \"title\")", new[] { "docs/a.md", "b.md" })]
    [TestCase("![picture](a%20b.png)", new[] { "a b.png" })]
    [TestCase("[`Type`](../src/Type.cs)", new[] { "../src/Type.cs" })]
    [TestCase("[a][1]\n\n[1]: c.md", new[] { "c.md" })]
    [TestCase("[web](https://example.com/a) [here](#part) [mail](mailto:a@example.com)", new string[0])]
    [TestCase("`[a](b)`\n```\n[c](d)\n```\n", new string[0])]
    public void Links_are_found(string markdown, string[] targets) => Assert.That(MarkdownLinks.Of(markdown), Is.EqualTo(targets));

    private static bool Exists(string file, string target)
    {
        string start = target.StartsWith('/') ? SourceTree.Root : Path.GetDirectoryName(Path.Combine(SourceTree.Root, file))!;
        string path = Path.Combine(start, target.TrimStart('/'));
        return File.Exists(path) || Directory.Exists(path);
    }
}
