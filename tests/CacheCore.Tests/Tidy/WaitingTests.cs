using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>
/// In the rooms where buckets and the locks behind them are held nobody waits but by <c>InnerLock</c> and <c>BriefWait</c>: every other way
/// to wait may throw, allocate or run a caller's code.
/// </summary>
public partial class WaitingTests
{
    private static readonly string[] Rooms =
        ["Primitives", "Memory", "Index", "Eviction", "Access", "Items", "Parts", "Reclaiming", "Store"];

    /// <summary>
    /// Those who wait there hold nothing, and nobody waits for them who does.
    /// Whoever needs another one adds it here, and says why in the review.
    /// </summary>
    private static readonly string[] Doors =
    [
        "Parts/RemovalNotices.cs",      // notices, once the bucket is left
        "Primitives/CounterSet.cs",     // numbers of stores, as one is made or collected
        "Store/FactoryFlights.cs",      // callers whose value somebody else makes
        "Store/FlightWait.cs",          // the same, where that is a circle
    ];

    [Test]
    public void Nobody_who_may_hold_a_bucket_waits_by_the_runtime()
    {
        string[] users =
        [
            .. SourceTree.Files("src/CacheCore", ".cs")
                .Where(file => Rooms.Contains(file.Split('/')[0]) && MayWait(SourceTree.Read($"src/CacheCore/{file}"))),
        ];

        Assert.That(users, Is.SubsetOf(Doors));
    }

    [TestCase("lock (gate) { }", true)]
    [TestCase("lock(gate) { }", true)]
    [TestCase("Monitor.Enter(gate);", true)]
    [TestCase("private readonly Lock _lock = new();", true)]
    [TestCase("var gate = new Lock();", true)]
    [TestCase("var spinner = new SpinWait();", true)]
    [TestCase("private SpinLock _lock;", true)]
    [TestCase("Thread.Sleep(0);", true)]
    [TestCase("_ = bell.WaitOne(1);", true)]
    [TestCase("private readonly ConcurrentQueue<int> _waiting = new();", true)]
    [TestCase("Channel.CreateBounded<int>(1);", true)]
    [TestCase("using (_lock.Enter()) { }", false)]
    [TestCase("private InnerLock _lock; public ref InnerLock Lock => ref _lock;", false)]
    [TestCase("Thread.SpinWait(1); _ = Thread.Yield();", false)]
    [TestCase("public const ulong Lock = 1; ulong locked = Bits | Lock;", false)]
    [TestCase("// lock (gate)", false)]
    public void A_wait_is_found(string source, bool isWait) => Assert.That(MayWait(source), Is.EqualTo(isWait));

    private static bool MayWait(string source) => Wait().IsMatch(CodeText.Of(source));

    [GeneratedRegex("""
        \block\s*\( | \bMonitor\b | \breadonly\ Lock\b | \bnew\ Lock\b | \bSpinLock\b | (?<!\bThread\.)\bSpinWait\b
        | \bThread\.(Sleep|Join)\b | \.Wait(One|Any|All|Async)?\( | \b\w*(Semaphore|ResetEvent|ReaderWriterLock)\w*\b
        | \b(Concurrent|Blocking)\w+< | \bChannel\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Wait();
}
