using CacheCore.Access.Options;
using CacheCore.Options;

namespace CacheCore.Tests.Options;

[TestFixture]
public sealed class CacheCoreOptionsTests
{
    [Test]
    public void DefaultsAreFine() => Assert.That(CacheCoreOptionsTable.All.Problems(new()), Is.Empty);

    [TestCaseSource(nameof(Fine))]
    public void EdgesOfTheRangesAreFine(Action<CacheCoreOptions> change) => Assert.That(ProblemsAfter(change), Is.Empty);

    [TestCaseSource(nameof(Refused))]
    public void ValueOutOfRangeIsRefusedByOptionValueAndRange(Action<CacheCoreOptions> change, string message) =>
        Assert.That(ProblemsAfter(change), Is.EqualTo((string[])[message]));

    [TestCase(0.1, 0, "MemoryLimitPercent is 0.1; it must be null, or from 1 to 100 percent: write 10%, if 0.1 of the memory is meant.")]
    [TestCase(
        50, 400_000_000_000,
        "MaxMemoryLimit is 400,000,000,000; it must be 0, or from 1 MiB (1,048,576) to 256 GiB (274,877,906,944) bytes.")]
    [TestCase(1, 256L << 30, null)]
    [TestCase(50, 0, null)]
    public void AShareIsCheckedAgainstTheMemoryThatThereIs(double percent, long highest, string? problem)
    {
        CacheCoreOptions options = new() { MemoryLimitPercent = percent, MaxMemoryLimit = highest, MemoryLimit = -1 };

        Assert.That(
            ProblemsOn(options, totalMemory: 1_048_575_999, smallestPage: 8192),
            Is.EqualTo((string[])(problem is null ? [] : [problem])));
    }

    [TestCase(0, "MemoryLimitPercent is 1; it must be so much that it is 1 MiB of the 99,999,999 bytes of memory that there are.")]
    [TestCase(256L << 30, "MemoryLimitPercent is 1; it must be so much that it is 1 MiB of the 99,999,999 bytes of memory that there are.")]
    public void AShareOfLittleIsTooLittle(long highest, string problem) => Assert.That(
        ProblemsOn(new() { MemoryLimitPercent = 1, MaxMemoryLimit = highest }, totalMemory: 99_999_999, smallestPage: 8192),
        Does.Contain(problem));

    [TestCase(8192, "PageSize is 8,192; it must be 0, or a power of two from 64 KiB (65,536) to 1 MiB (1,048,576) bytes.")]
    [TestCase(65536, null)]
    [TestCase(0, null)]
    public void APageIsAtLeastOneOfTheSystem(int pageSize, string? problem) => Assert.That(
        ProblemsOn(new() { PageSize = pageSize }, totalMemory: 1L << 40, smallestPage: 64 << 10),
        Is.EqualTo((string[])(problem is null ? [] : [problem])));

    [Test]
    public void AllProblemsAreToldAtOnce() => Assert.That(
        ProblemsAfter(options =>
        {
            options.MemoryLimit = 0;
            options.Name = "";
            options.NoticeCapacity = 0;
        }),
        Has.Count.EqualTo(3));

    private static IReadOnlyList<string> ProblemsAfter(Action<CacheCoreOptions> change)
    {
        CacheCoreOptions options = new();
        change(options);
        return CacheCoreOptionsTable.All.Problems(options);
    }

    private static IReadOnlyList<string> ProblemsOn(CacheCoreOptions options, long totalMemory, int smallestPage)
    {
        OptionProblems problems = new();
        CacheCoreOptionsTable.All.CheckEach(options, problems);
        CacheCoreOptionsRules.Check(options, problems, totalMemory, smallestPage);
        return problems.Sentences;
    }

    private static IEnumerable<Action<CacheCoreOptions>> Fine() =>
    [
        o => o.MemoryLimit = 1 << 20,
        o => o.MemoryLimit = 256L << 30,
        o => o.MemoryLimitPercent = 100,
        o => (o.MemoryLimitPercent, o.MemoryLimit) = (5, 0),
        o => (o.MemoryLimit, o.MaxMemoryLimit) = (1 << 20, 1 << 20),
        o => (o.MemoryLimit, o.MaxMemoryLimit) = (1 << 20, 32L << 30),
        o => o.MaxMemoryLimit = 256L << 30,
        o => (o.MemoryLimit, o.PageSize) = (8L << 30, 8 << 10),
        o => o.MaxItemSize = 1 << 10,
        o => o.MaxItemSize = 1 << 30,
        o => o.PageSize = 8 << 10,
        o => o.PageSize = 1 << 20,
        o => (o.MemoryLimit, o.PageSize) = (1 << 20, 64 << 10),
        o => o.GrowthFactor = 1.04,
        o => o.GrowthFactor = 2,
        o => o.SmallestChunkSize = 48,
        o => o.SmallestChunkSize = 1024,
        o => o.ChunkSizes = [48],
        o => o.ChunkSizes = [48, 49, 32 << 10],
        o => o.ChunkSizes = [.. Enumerable.Range(48, 249)],
        o => (o.HotPercent, o.WarmPercent) = (1, 79),
        o => (o.HotPercent, o.WarmPercent) = (79, 1),
        o => (o.HotMaxAgeFactor, o.WarmMaxAgeFactor) = (double.Epsilon, double.MaxValue),
        o => o.PinnedKeyPrefixes = [],
        o => o.PinnedKeyPrefixes = [.. Enumerable.Range(0, 64).Select(i => $"{i}")],
        o => o.PinnedKeyPrefixes = [new string('ы', 512)],
        o => o.MaxPinnedBytes = 0,
        o => (o.MemoryLimit, o.MaxPinnedBytes) = (3 << 20, 3 << 19),
        o => o.TemporaryLifetime = TimeSpan.FromTicks(1),
        o => o.PageBalancing = PageBalancing.Off,
        o => o.PageBalancing = PageBalancing.Eager,
        o => o.DefaultExpiration = TimeSpan.MaxValue,
        o => o.DefaultSlidingExpiration = TimeSpan.MaxValue,
        o => o.NoticeCapacity = 1,
        o => o.NoticeCapacity = 1 << 20,
    ];

    private static IEnumerable<TestCaseData<Action<CacheCoreOptions>, string>> Refused()
    {
        const string MemoryLimitRange = "it must be from 1 MiB (1,048,576) to 256 GiB (274,877,906,944) bytes.";
        const string MaxItemSizeRange = "it must be from 1 KiB (1,024) to 1 GiB (1,073,741,824) bytes.";
        const string PageSizeRange = "it must be 0, or a power of two from 8 KiB (8,192) to 1 MiB (1,048,576) bytes.";

        return
        [
            Case(o => o.MemoryLimit = (1 << 20) - 1, $"MemoryLimit is 1,048,575; {MemoryLimitRange}"),
            Case(o => o.MemoryLimit = (256L << 30) + 1, $"MemoryLimit is 274,877,906,945; {MemoryLimitRange}"),
            Case(o => o.MemoryLimit = -1, $"MemoryLimit is -1; {MemoryLimitRange}"),
            Case(o => o.MemoryLimitPercent = 0, "MemoryLimitPercent is 0; it must be null, or from 1 to 100 percent."),
            Case(
                o => o.MemoryLimitPercent = 0.25,
                "MemoryLimitPercent is 0.25; it must be null, or from 1 to 100 percent: write 25%, if 0.25 of the memory is meant."),
            Case(o => o.MemoryLimitPercent = 100.5, "MemoryLimitPercent is 100.5; it must be null, or from 1 to 100 percent."),
            Case(o => o.MemoryLimitPercent = double.NaN, "MemoryLimitPercent is NaN; it must be null, or from 1 to 100 percent."),
            Case(o => o.MaxMemoryLimit = -1, $"MaxMemoryLimit is -1; it must be 0, or {MemoryLimitRange["it must be ".Length..]}"),
            Case(
                o => o.MaxMemoryLimit = (256L << 30) + 1,
                $"MaxMemoryLimit is 274,877,906,945; it must be 0, or {MemoryLimitRange["it must be ".Length..]}"),
            Case(
                o => (o.MemoryLimit, o.MaxMemoryLimit) = (4 << 20, (4 << 20) - 1),
                "MaxMemoryLimit is 4,194,303; it must be 0, or at least MemoryLimit (4,194,304)."),
            Case(
                o => (o.MemoryLimit, o.MaxMemoryLimit) = (1 << 20, 33L << 30),
                "MaxMemoryLimit is 35,433,480,192; it must be at most 32,768 times MemoryLimit (1,048,576)."),
            Case(
                o => (o.MaxMemoryLimit, o.PageSize) = (16L << 30, 8 << 10),
                "PageSize is 8,192; it must be at least a 1,048,576th of MaxMemoryLimit (17,179,869,184)."),
            Case(o => o.MaxItemSize = 1023, $"MaxItemSize is 1,023; {MaxItemSizeRange}"),
            Case(o => o.MaxItemSize = (1 << 30) + 1, $"MaxItemSize is 1,073,741,825; {MaxItemSizeRange}"),
            Case(o => o.Name = "", "Name is empty; it must be a text of at least one character."),
            Case(o => o.Name = null!, "Name is null; it must be a text of at least one character."),
            Case(o => o.PageSize = 4 << 10, $"PageSize is 4,096; {PageSizeRange}"),
            Case(o => o.PageSize = 2 << 20, $"PageSize is 2,097,152; {PageSizeRange}"),
            Case(o => o.PageSize = 9000, $"PageSize is 9,000; {PageSizeRange}"),
            Case(o => o.PageSize = int.MinValue, $"PageSize is -2,147,483,648; {PageSizeRange}"),
            Case(
                o => (o.MemoryLimit, o.PageSize) = (1 << 20, 128 << 10),
                "PageSize is 131,072; it must be at most a 16th of MemoryLimit (1,048,576)."),
            Case(o => o.GrowthFactor = 1, "GrowthFactor is 1; it must be from 1.04 to 2."),
            Case(o => o.GrowthFactor = 1.03, "GrowthFactor is 1.03; it must be from 1.04 to 2."),
            Case(
                o => (o.MemoryLimit, o.PageSize) = (16L << 30, 8 << 10),
                "PageSize is 8,192; it must be at least a 1,048,576th of MemoryLimit (17,179,869,184)."),
            Case(o => o.GrowthFactor = 2.01, "GrowthFactor is 2.01; it must be from 1.04 to 2."),
            Case(o => o.GrowthFactor = double.NaN, "GrowthFactor is NaN; it must be from 1.04 to 2."),
            Case(o => o.SmallestChunkSize = 47, "SmallestChunkSize is 47; it must be from 48 to 1,024 bytes."),
            Case(o => o.SmallestChunkSize = 1025, "SmallestChunkSize is 1,025; it must be from 48 to 1,024 bytes."),
            Case(o => o.ChunkSizes = [], "ChunkSizes is a list of 0; it must be null, or a list of 1 to 249 sizes."),
            Case(
                o => o.ChunkSizes = [.. Enumerable.Range(48, 250)],
                "ChunkSizes is a list of 250; it must be null, or a list of 1 to 249 sizes."),
            Case(o => o.ChunkSizes = [47, 64], "ChunkSizes[0] is 47; it must be from 48 to half a page (32,768) bytes."),
            Case(o => o.ChunkSizes = [64, 32769], "ChunkSizes[1] is 32,769; it must be from 48 to half a page (32,768) bytes."),
            Case(o => o.ChunkSizes = [64, 64], "ChunkSizes[1] is 64; it must be larger than the size before it."),
            Case(o => o.HotPercent = 0, "HotPercent is 0; it must be from 1 to 79 percent."),
            Case(o => o.WarmPercent = -5, "WarmPercent is -5; it must be from 1 to 79 percent."),
            Case(o => (o.HotPercent, o.WarmPercent) = (41, 40), "HotPercent + WarmPercent is 81; it must be at most 80 percent."),
            Case(o => o.HotMaxAgeFactor = 0, "HotMaxAgeFactor is 0; it must be above 0 and finite."),
            Case(o => o.WarmMaxAgeFactor = double.PositiveInfinity, "WarmMaxAgeFactor is Infinity; it must be above 0 and finite."),
            Case(o => o.WarmMaxAgeFactor = double.NaN, "WarmMaxAgeFactor is NaN; it must be above 0 and finite."),
            Case(o => o.PinnedKeyPrefixes = null!, "PinnedKeyPrefixes is null; it must be a list of at most 64 texts."),
            Case(
                o => o.PinnedKeyPrefixes = [.. Enumerable.Range(0, 65).Select(i => $"{i}")],
                "PinnedKeyPrefixes is a list of 65; it must be a list of at most 64 texts."),
            Case(
                o => o.PinnedKeyPrefixes = ["a", ""],
                "PinnedKeyPrefixes[1] is empty; it must be a well-formed text of 1 to 1,024 bytes of UTF-8."),
            Case(
                o => o.PinnedKeyPrefixes = [null!],
                "PinnedKeyPrefixes[0] is null; it must be a well-formed text of 1 to 1,024 bytes of UTF-8."),
            Case(
                o => o.PinnedKeyPrefixes = [new string('a', 1025)],
                $"PinnedKeyPrefixes[0] is {new string('a', 1025)}; it must be a well-formed text of 1 to 1,024 bytes of UTF-8."),
            Case(
                o => o.PinnedKeyPrefixes = ["\ud800"],
                "PinnedKeyPrefixes[0] is \ud800; it must be a well-formed text of 1 to 1,024 bytes of UTF-8."),
            Case(
                o => o.MaxPinnedBytes = -1, "MaxPinnedBytes is -1; it must be null, or from 0 to half of MemoryLimit (134,217,728) bytes."),
            Case(
                o => (o.MemoryLimit, o.MaxPinnedBytes) = (2 << 20, (1 << 20) + 1),
                "MaxPinnedBytes is 1,048,577; it must be null, or from 0 to half of MemoryLimit (1,048,576) bytes."),
            Case(o => o.PageBalancing = (PageBalancing)3, "PageBalancing is 3; it must be Off, Steady or Eager."),
            Case(o => o.TemporaryLifetime = TimeSpan.Zero, "TemporaryLifetime is 00:00:00; it must be above zero, or null."),
            Case(o => o.DefaultExpiration = TimeSpan.FromSeconds(-1), "DefaultExpiration is -00:00:01; it must be above zero, or null."),
            Case(o => o.DefaultSlidingExpiration = TimeSpan.Zero, "DefaultSlidingExpiration is 00:00:00; it must be above zero, or null."),
            Case(o => o.NoticeCapacity = 0, "NoticeCapacity is 0; it must be from 1 to 1,048,576."),
            Case(o => o.NoticeCapacity = (1 << 20) + 1, "NoticeCapacity is 1,048,577; it must be from 1 to 1,048,576."),
        ];

        static TestCaseData<Action<CacheCoreOptions>, string> Case(Action<CacheCoreOptions> change, string message) =>
            new(change, message) { TestName = message };
    }
}
