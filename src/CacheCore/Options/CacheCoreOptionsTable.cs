using System.Buffers;
using System.Text.Unicode;
using CacheCore.Access.Options;
using CacheCore.Memory;
using static CacheCore.Access.Options.OptionRows<CacheCore.CacheCoreOptions>;

namespace CacheCore.Options;

/// <summary>
/// All that is known of <see cref="CacheCoreOptions"/>, a row each, in the order of docs/configuration.md, which a test holds against it:
/// how an option is written in configuration, which values it may have, and whether a running cache follows it. Defaults are the
/// properties' own.
/// </summary>
internal static class CacheCoreOptionsTable
{
    private const int MaxChunkSizes = SlabClassTable.MaxClasses - 1;   // the last class is a whole page
    private const int MaxPinnedPrefixes = 64;                          // each is compared with the key of a new item
    private const int MaxPrefixBytes = 1 << 10;

    private static readonly OptionRange<long> Limit = OptionRange.Bytes(PoolGeometry.SmallestLimit, PoolGeometry.LargestLimit);

    /// <summary>Whoever writes 0.25 means a quarter, and is told how to say so.</summary>
    private static readonly OptionRange<double?> Share = (OptionRange.Between(1.0, 100, "percent") with
    {
        Advice = static percent =>
            percent is > 0 and < 1
                ? FormattableString.Invariant($": write {percent * 100:0.####}%, if {percent} of the memory is meant")
                : "",
    }).OrNull();

    /// <summary>They are told in docs/eviction.md.</summary>
    private static readonly OptionRange<EvictionPolicy> Policies = OptionRange.OneOf<EvictionPolicy>() with { Brief = "one of" };

    private static readonly OptionRange<int> SegmentShare = OptionRange.Between(1, 79, "percent");

    private static readonly OptionRange<IList<int>?> Sizes = new(
        static list => list is null or { Count: > 0 and <= MaxChunkSizes }, $"null, or a list of 1 to {MaxChunkSizes} sizes",
            "each 48 to half a page");

    private static readonly OptionRange<IList<string>?> Texts = new(
        static list => list is { Count: <= MaxPinnedPrefixes }, $"a list of at most {MaxPinnedPrefixes} texts",
            $"at most {MaxPinnedPrefixes}");

    private static readonly OptionRange<string> KeyPrefix = new(IsKeyPrefix, "a well-formed text of 1 to 1,024 bytes of UTF-8", "");

    private static readonly OptionRange<string?> NotEmpty = new(
        static text => !string.IsNullOrEmpty(text), "a text of at least one character", "not empty");

    public static OptionTable<CacheCoreOptions> All { get; } = new("CacheCore", "Cache", CacheCoreOptionsRules.Check,
    [
        Of(o => o.MemoryLimit, (o, value) => o.MemoryLimit = value, OptionReader.LongSize, Limit, true,
            o => o.MemoryLimitPercent is not null),
        Of(o => o.MemoryLimitPercent, (o, value) => o.MemoryLimitPercent = value, OptionReader.Percent, Share, true),
        Of(o => o.MaxMemoryLimit, (o, value) => o.MaxMemoryLimit = value, OptionReader.LongSize,
            Limit.OrZero() with { Brief = "0, or from MemoryLimit" }),
        Of(o => o.MaxItems, (o, value) => o.MaxItems = value, OptionReader.LongWhole.In("items"),
            new(static items => items >= 0, "0, or the number of items", "0 or more")),
        Of(o => o.EvictionPolicy, (o, value) => o.EvictionPolicy = value, OptionReader.OneOf<EvictionPolicy>("policy"), Policies),
        Of(o => o.AllowEviction, (o, value) => o.AllowEviction = value, OptionReader.YesNo),
        Of(o => o.MaxItemSize, (o, value) => o.MaxItemSize = value, OptionReader.Size, OptionRange.Bytes(1 << 10, 1 << 30)),
        Of(o => o.Name, (o, value) => o.Name = value!, OptionReader.Text, NotEmpty),
        Of(o => o.PageSize, (o, value) => o.PageSize = value, OptionReader.Size,
            OptionRange.ByRule<int>("0, or a power of two from 8 KiB to 1 MiB")),
        Of(o => o.GrowthFactor, (o, value) => o.GrowthFactor = value, OptionReader.Number,
            OptionRange.Between(1.04, 2)),                             // less would make more classes than a store can have
        Of(o => o.SmallestChunkSize, (o, value) => o.SmallestChunkSize = value, OptionReader.Size,
            OptionRange.Between(CacheCoreOptionsRules.SmallestChunk, 1 << 10, "bytes")),
        List("sizes", o => o.ChunkSizes, (o, value) => o.ChunkSizes = value.Count > 0 ? value : null, OptionReader.Size, Sizes),
        Of(o => o.UseHugePages, (o, value) => o.UseHugePages = value, OptionReader.YesNo),
        Of(o => o.HotPercent, (o, value) => o.HotPercent = value, OptionReader.Whole.In("percent"), SegmentShare, true),
        Of(o => o.WarmPercent, (o, value) => o.WarmPercent = value, OptionReader.Whole.In("percent"), SegmentShare, true),
        Of(o => o.HotMaxAgeFactor, (o, value) => o.HotMaxAgeFactor = value, OptionReader.Number, OptionRange.Above0, true),
        Of(o => o.WarmMaxAgeFactor, (o, value) => o.WarmMaxAgeFactor = value, OptionReader.Number, OptionRange.Above0, true),
        Of(o => o.TemporaryLifetime, (o, value) => o.TemporaryLifetime = value, OptionReader.Time, OptionRange.Positive, true),
        List("texts", o => o.PinnedKeyPrefixes, (o, value) => o.PinnedKeyPrefixes = value, OptionReader.Text.In("texts")!, Texts,
            KeyPrefix),
        Of(o => o.MaxPinnedBytes, (o, value) => o.MaxPinnedBytes = value, OptionReader.LongSize.OrNone("a 16th of MemoryLimit"),
            OptionRange.ByRule<long?>("0 to half of MemoryLimit")),
        Of(o => o.BackgroundMaintenance, (o, value) => o.BackgroundMaintenance = value, OptionReader.YesNo),
        Of(o => o.PageBalancing, (o, value) => o.PageBalancing = value, OptionReader.OneOf<PageBalancing>("mode"),
            OptionRange.OneOf<PageBalancing>(), true),
        Of(o => o.NoticeCapacity, (o, value) => o.NoticeCapacity = value, OptionReader.Whole.In("notices"),
            OptionRange.Between(1, 1 << 20)),
        Of(o => o.DefaultExpiration, (o, value) => o.DefaultExpiration = value, OptionReader.Time, OptionRange.Positive, true),
        Of(o => o.DefaultSlidingExpiration, (o, value) => o.DefaultSlidingExpiration = value, OptionReader.Time, OptionRange.Positive,
            true),
        Of(o => o.ThrowOnRejectedSet, (o, value) => o.ThrowOnRejectedSet = value, OptionReader.YesNo, moves: true),
    ]);

    private static bool IsKeyPrefix(string text)
    {
        Span<byte> bytes = stackalloc byte[MaxPrefixBytes];
        return !string.IsNullOrEmpty(text)
            && Utf8.FromUtf16(text, bytes, out _, out _, replaceInvalidSequences: false) == OperationStatus.Done;
    }
}
