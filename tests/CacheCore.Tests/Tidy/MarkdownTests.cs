namespace CacheCore.Tests.Tidy;

public class MarkdownTests
{
    [Test]
    public void Every_link_leads_to_a_file_and_a_heading_of_it()
    {
        string[] broken =
        [
            .. from file in SourceTree.Files(".", ".md")
               from link in MarkdownLinks.Of(SourceTree.Read(file))
               where !Exists(file, link.File, link.Fragment)
               select $"{file}: {link.File}#{link.Fragment}",
        ];

        Assert.That(broken, Is.Empty);
    }

    [TestCase("see [a](docs/a.md#part) and [b](b.md \"title\")", new[] { "docs/a.md#part", "b.md#" })]
    [TestCase("![picture](a%20b.png)", new[] { "a b.png#" })]
    [TestCase("[`Type`](../src/Type.cs)", new[] { "../src/Type.cs#" })]
    [TestCase("[a][1]\n\n[1]: c.md", new[] { "c.md#" })]
    [TestCase("[web](https://example.com/a) [here](#part) [mail](mailto:a@example.com)", new[] { "#part" })]
    [TestCase("`[a](b)`\n```\n[c](d)\n```\n", new string[0])]
    public void Links_are_found(string markdown, string[] targets) =>
        Assert.That(MarkdownLinks.Of(markdown).Select(link => $"{link.File}#{link.Fragment}"), Is.EqualTo(targets));

    [Test]
    public void Headings_are_found() => Assert.That(
        string.Join(' ', MarkdownLinks.Anchors("# One, two\n## `Code` & [link](a.md)\n```\n# comment\n```\n### One, two")),
        Is.EqualTo("one-two code--link one-two-1"));

    private static bool Exists(string file, string target, string fragment)
    {
        string start = target.StartsWith('/') ? SourceTree.Root : Path.GetDirectoryName(Path.Combine(SourceTree.Root, file))!;
        string path = target.Length == 0 ? Path.Combine(SourceTree.Root, file) : Path.Combine(start, target.TrimStart('/'));
        return fragment.Length == 0
            ? File.Exists(path) || Directory.Exists(path)
            : File.Exists(path) && MarkdownLinks.Anchors(File.ReadAllText(path)).Contains(fragment);
    }
}
