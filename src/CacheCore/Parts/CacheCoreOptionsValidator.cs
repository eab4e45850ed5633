using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Unicode;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>What is wrong with a set of options: the one place that knows the ranges. Pure.</summary>
internal static class CacheCoreOptionsValidator
{
    private const int MinItemSize = 1 << 10;
    private const int MaxItemSize = 1 << 30;
    private const double MinGrowthFactor = 1.04;        // less would make more classes than a store can have
    private const int MinChunkSize = 48;
    private const int MaxSmallestChunkSize = 1 << 10;
    private const int MaxChunkSizes = SlabClassTable.MaxClasses - 1;   // the last class is a whole page
    private const int MaxSegmentPercent = 79;
    private const int MaxHotAndWarmPercent = 80;
    private const int MaxNoticeCapacity = 1 << 20;
    private const int MaxPinnedPrefixes = 64;           // each is compared with the key of a new item
    private const int MaxPrefixBytes = 1 << 10;

    /// <exception cref="ArgumentException">An option is out of range; the message has all that are.</exception>
    public static void ThrowIfWrong(CacheCoreOptions options)
    {
        if (Problems(options) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }
    }

    /// <summary>One sentence for each option out of range, naming option, value and range; none when all is well.</summary>
    public static IReadOnlyList<string> Problems(CacheCoreOptions options) => Problems(options, MemoryBudget.OfThisProcess().Total, PoolGeometry.SmallestPage);

    /// <inheritdoc cref="Problems(CacheCoreOptions)"/>
    /// <param name="options">What to check.</param>
    /// <param name="totalMemory">Bytes of the container or the machine.</param>
    /// <param name="smallestPage">The smallest page that the system allows.</param>
    public static IReadOnlyList<string> Problems(CacheCoreOptions options, long totalMemory, int smallestPage)
    {
        List<string> problems = [];
        MemoryLimits limits = MemoryLimits.Of(options, totalMemory);
        MemoryLimitsValidator.Check(options, totalMemory, Require);
        Require(options.MaxItemSize is >= MinItemSize and <= MaxItemSize, nameof(options.MaxItemSize), options.MaxItemSize,
            "from 1 KiB (1,024) to 1 GiB (1,073,741,824) bytes");
        Require(options.MaxItems >= 0, nameof(options.MaxItems), options.MaxItems, "0, or the number of items");
        Require(
            Enum.IsDefined(options.EvictionPolicy), nameof(options.EvictionPolicy), options.EvictionPolicy, Choices.Of<EvictionPolicy>());
        Require(!string.IsNullOrEmpty(options.Name), nameof(options.Name), options.Name, "a text of at least one character");
        bool isPageSize = IsPageSize(options.PageSize, smallestPage);
        Require(isPageSize, nameof(options.PageSize), options.PageSize,
            string.Create(CultureInfo.InvariantCulture, $"0, or a power of two from {smallestPage >> 10} KiB ({smallestPage:N0}) to 1 MiB (1,048,576) bytes"));
        Require(!isPageSize || options.PageSize <= Math.Max(limits.First, PoolGeometry.SmallestLimit) / PoolGeometry.FewestPages,
            nameof(options.PageSize), options.PageSize,
            string.Create(CultureInfo.InvariantCulture, $"at most a 16th of MemoryLimit ({limits.First:N0})"));
        Require(!isPageSize || options.PageSize == 0 || limits.Highest / options.PageSize <= PoolGeometry.MostPages,
            nameof(options.PageSize), options.PageSize,
            string.Create(CultureInfo.InvariantCulture, $"at least a 1,048,576th of {(options.MaxMemoryLimit == 0 ? nameof(options.MemoryLimit) : nameof(options.MaxMemoryLimit))} ({limits.Highest:N0})"));
        Require(options.GrowthFactor is >= MinGrowthFactor and <= 2, nameof(options.GrowthFactor), options.GrowthFactor, "from 1.04 to 2");
        Require(options.SmallestChunkSize is >= MinChunkSize and <= MaxSmallestChunkSize, nameof(options.SmallestChunkSize),
            options.SmallestChunkSize, "from 48 to 1,024 bytes");
        CheckChunkSizes();

        RequirePercent(options.HotPercent, nameof(options.HotPercent));
        RequirePercent(options.WarmPercent, nameof(options.WarmPercent));
        Require((long)options.HotPercent + options.WarmPercent <= MaxHotAndWarmPercent,
            nameof(options.HotPercent) + " + " + nameof(options.WarmPercent), (long)options.HotPercent + options.WarmPercent, "at most 80 percent");
        RequireFactor(options.HotMaxAgeFactor, nameof(options.HotMaxAgeFactor));
        RequireFactor(options.WarmMaxAgeFactor, nameof(options.WarmMaxAgeFactor));

        Require(Enum.IsDefined(options.PageBalancing), nameof(options.PageBalancing), options.PageBalancing, "Off, Steady or Eager");
        RequirePositive(options.TemporaryLifetime, nameof(options.TemporaryLifetime));
        CheckPinned();
        RequirePositive(options.DefaultExpiration, nameof(options.DefaultExpiration));
        RequirePositive(options.DefaultSlidingExpiration, nameof(options.DefaultSlidingExpiration));
        Require(options.NoticeCapacity is >= 1 and <= MaxNoticeCapacity, nameof(options.NoticeCapacity), options.NoticeCapacity, "from 1 to 1,048,576");
        return problems;

        void Require(bool holds, string option, object? value, string range)
        {
            if (!holds)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {Shown(value)}; it must be {range}."));
            }
        }

        void RequirePercent(int value, string option) =>
            Require(value is >= 1 and <= MaxSegmentPercent, option, value, "from 1 to 79 percent");

        void RequireFactor(double value, string option) =>
            Require(value > 0 && double.IsFinite(value), option, value, "above 0 and finite");

        void RequirePositive(TimeSpan? value, string option) =>
            Require(value is null || value > TimeSpan.Zero, option, value, "above zero, or null");

        void CheckPinned()
        {
            Require(options.MaxPinnedBytes is null || (options.MaxPinnedBytes >= 0 && options.MaxPinnedBytes <= limits.First / 2),
                nameof(options.MaxPinnedBytes), options.MaxPinnedBytes,
                string.Create(CultureInfo.InvariantCulture, $"null, or from 0 to half of MemoryLimit ({limits.First / 2:N0}) bytes"));
            Require(options.PinnedKeyPrefixes is { Count: <= MaxPinnedPrefixes }, nameof(options.PinnedKeyPrefixes),
                options.PinnedKeyPrefixes is { } all ? string.Create(CultureInfo.InvariantCulture, $"a list of {all.Count}") : null,
                "a list of at most 64 texts");
            for (int i = 0; i < options.PinnedKeyPrefixes?.Count; i++)
            {
                Require(IsKeyPrefix(options.PinnedKeyPrefixes[i]),
                    string.Create(CultureInfo.InvariantCulture, $"{nameof(options.PinnedKeyPrefixes)}[{i}]"), options.PinnedKeyPrefixes[i],
                    "a well-formed text of 1 to 1,024 bytes of UTF-8");
            }
        }

        void CheckChunkSizes()
        {
            if (options.ChunkSizes is not { } sizes)
            {
                return;
            }

            bool namesPageSize = options.PageSize != 0 && isPageSize;
            int largest = (namesPageSize ? options.PageSize : PoolGeometry.DefaultPageSize(limits.First, limits.Highest)) / 2;
            Require(sizes.Count is > 0 and <= MaxChunkSizes, nameof(options.ChunkSizes),
                string.Create(CultureInfo.InvariantCulture, $"a list of {sizes.Count}"), "null, or a list of 1 to 249 sizes");
            for (int i = 0; i < sizes.Count; i++)
            {
                string option = string.Create(CultureInfo.InvariantCulture, $"{nameof(options.ChunkSizes)}[{i}]");
                Require(sizes[i] >= MinChunkSize && sizes[i] <= largest, option, sizes[i],
                    string.Create(CultureInfo.InvariantCulture, $"from 48 to half a page ({largest:N0}) bytes"));
                Require(i == 0 || sizes[i] > sizes[i - 1], option, sizes[i], "larger than the size before it");
            }
        }
    }

    private static bool IsPageSize(int size, int smallest) => size == 0 || (BitOperations.IsPow2(size) && size >= smallest && size <= PoolGeometry.LargestPage);

    private static bool IsKeyPrefix(string? text)
    {
        Span<byte> bytes = stackalloc byte[MaxPrefixBytes];
        return !string.IsNullOrEmpty(text)
            && Utf8.FromUtf16(text, bytes, out _, out _, replaceInvalidSequences: false) == OperationStatus.Done;
    }

    private static string Shown(object? value) => value switch
    {
        null => "null",
        "" => "empty",
        int or long => string.Create(CultureInfo.InvariantCulture, $"{value:N0}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
