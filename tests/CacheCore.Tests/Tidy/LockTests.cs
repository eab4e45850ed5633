using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>docs/locking.md tells of each lock what it guards and what it is held together with.</summary>
public partial class LockTests
{
    private const string Document = "locking.md";

    [Test]
    public void The_tables_of_locks_name_the_files_that_have_one()
    {
        string[] named =
        [
            .. DocumentTables.Rows(Document, "lock").Concat(DocumentTables.Rows(Document, "lock beside items"))
                .SelectMany(static row => MarkdownLinks.Of(row[0]))
                .Select(static link => link.File["../src/".Length..]),
        ];
        string[] having = [.. SourceTree.Files("src", ".cs").Where(file => HasLock(SourceTree.Read($"src/{file}")))];

        Assert.That(named, Is.EquivalentTo(having));
    }

    [TestCase("private InnerLock _lock;", true)]
    [TestCase("private readonly Lock _lock = new();", true)]
    [TestCase("private static readonly Lock Gate = new();", true)]
    [TestCase("private readonly object _gate = new(); void Go() { lock (_gate) { } }", true)]
    [TestCase("private readonly ReaderWriterLockSlim _lock = new();", true)]
    [TestCase("private readonly SemaphoreSlim _turn = new(1);", true)]
    [TestCase("private readonly ref InnerLock _lock;", false)]
    [TestCase("public ref InnerLock Lock => ref _lock;", false)]
    [TestCase("using (shard.Lock.Enter()) { }", false)]
    [TestCase("// lock (gate)", false)]
    public void A_lock_is_found(string source, bool isLock) => Assert.That(HasLock(source), Is.EqualTo(isLock));

    private static bool HasLock(string source) => AnyLock().IsMatch(CodeText.Of(source));

    [GeneratedRegex("""
        (?<!\bref\ )\bInnerLock\ \w+; | \bLock\ \w+\ =\ new\b | \block\s*\(
        | \b(SpinLock|Mutex|Semaphore|SemaphoreSlim|ReaderWriterLock(Slim)?)\ \w+\ =
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex AnyLock();
}
