using System.Text;
using CacheCore.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CacheCore.Tests.Options;

[TestFixture]
public sealed class OptionTableTests
{
    [Test]
    public void EveryOptionCanBeSet()
    {
        CacheCoreOptions options = Bound(
            ("MemoryLimit", "4GiB"), ("MemoryLimitPercent", "25%"), ("MaxMemoryLimit", "8GB"), ("MaxItemSize", "64MB"), ("Name", "pages"),
            ("PageSize", "256k"), ("GrowthFactor", "1.25"),
            ("SmallestChunkSize", "96"), ("ChunkSizes:0", "64"), ("ChunkSizes:1", "1k"), ("UseHugePages", "false"), ("HotPercent", "10"),
            ("WarmPercent", "30"), ("HotMaxAgeFactor", "0.5"), ("WarmMaxAgeFactor", "3"), ("TemporaryLifetime", "00:01:00"),
            ("PinnedKeyPrefixes:0", "session:"), ("PinnedKeyPrefixes:1", "app:__MSFT_HCT__"), ("MaxPinnedBytes", "64k"),
            ("MaxItems", "5000"), ("EvictionPolicy", "lru"), ("PageBalancing", "eager"), ("BackgroundMaintenance", "false"),
            ("NoticeCapacity", "16"), ("DefaultExpiration", "1.00:00:00"),
            ("DefaultSlidingExpiration", "00:20:00"), ("ThrowOnRejectedSet", "true"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.MemoryLimit, Is.EqualTo(4L << 30));
            Assert.That(options.MemoryLimitPercent, Is.EqualTo(25));
            Assert.That(options.MaxMemoryLimit, Is.EqualTo(8L << 30));
            Assert.That(options.MaxItemSize, Is.EqualTo(64 << 20));
            Assert.That(options.Name, Is.EqualTo("pages"));
            Assert.That(options.PageSize, Is.EqualTo(256 << 10));
            Assert.That(options.GrowthFactor, Is.EqualTo(1.25));
            Assert.That(options.SmallestChunkSize, Is.EqualTo(96));
            Assert.That(options.ChunkSizes, Is.EqualTo((int[])[64, 1024]));
            Assert.That(options.UseHugePages, Is.False);
            Assert.That(options.HotPercent, Is.EqualTo(10));
            Assert.That(options.WarmPercent, Is.EqualTo(30));
            Assert.That(options.HotMaxAgeFactor, Is.EqualTo(0.5));
            Assert.That(options.WarmMaxAgeFactor, Is.EqualTo(3));
            Assert.That(options.TemporaryLifetime, Is.EqualTo(TimeSpan.FromMinutes(1)));
            Assert.That(options.PinnedKeyPrefixes, Is.EqualTo((string[])["session:", "app:__MSFT_HCT__"]));
            Assert.That(options.MaxPinnedBytes, Is.EqualTo(64 << 10));
            Assert.That(options.MaxItems, Is.EqualTo(5000));
            Assert.That(options.EvictionPolicy, Is.EqualTo(EvictionPolicy.Lru));
            Assert.That(options.PageBalancing, Is.EqualTo(PageBalancing.Eager));
            Assert.That(options.BackgroundMaintenance, Is.False);
            Assert.That(options.NoticeCapacity, Is.EqualTo(16));
            Assert.That(options.DefaultExpiration, Is.EqualTo(TimeSpan.FromDays(1)));
            Assert.That(options.DefaultSlidingExpiration, Is.EqualTo(TimeSpan.FromMinutes(20)));
            Assert.That(options.ThrowOnRejectedSet, Is.True);
        }
    }

    [Test]
    public void KeysAreReadWhateverTheirCase() => Assert.That(Bound(("memorylimit", "2MB"), ("CHUNKSIZES:0", "64")),
        Has.Property(nameof(CacheCoreOptions.MemoryLimit))
            .EqualTo(2 << 20)
            .And.Property(nameof(CacheCoreOptions.ChunkSizes))
            .EqualTo((int[])[64]));

    [Test]
    public void WhatIsNotNamedStays()
    {
        CacheCoreOptions options = new() { HotPercent = 7, DefaultExpiration = TimeSpan.FromHours(1) };
        CacheCoreOptionsTable.All.Bind(Section(("WarmPercent", "9")), options, "");

        Assert.That(options, Has.Property(nameof(options.HotPercent)).EqualTo(7)
            .And.Property(nameof(options.WarmPercent)).EqualTo(9)
            .And.Property(nameof(options.DefaultExpiration)).EqualTo(TimeSpan.FromHours(1)));
    }

    [Test]
    public void NullSaysNothingAndEmptyTakesATimeAway()
    {
        CacheCoreOptions options = new() { MemoryLimit = 5 << 20, DefaultExpiration = TimeSpan.FromHours(1) };
        CacheCoreOptionsTable.All.Bind(Section(("MemoryLimit", null), ("DefaultExpiration", "")), options, "");

        Assert.That(
            options, Has.Property(nameof(options.MemoryLimit)).EqualTo(5 << 20).And.Property(nameof(options.DefaultExpiration)).Null);
    }

    [TestCase("20m", 20 * 60)]
    [TestCase("7.00:00:00", 7 * 86_400)]
    public void TimesMayHaveUnits(string text, int seconds) =>
        Assert.That(Bound(("DefaultExpiration", text)).DefaultExpiration, Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("25", 25)]
    [TestCase("12.5 %", 12.5)]
    [TestCase("", null)]
    public void PercentagesAreReadWithAndWithoutTheirSign(string text, double? percent) =>
        Assert.That(Bound(("MemoryLimitPercent", text)).MemoryLimitPercent, Is.EqualTo(percent));

    [Test]
    public void AnEmptyListOfPrefixesLeavesNothingOfThePreset()
    {
        using MemoryStream json = new(Encoding.UTF8.GetBytes("""{ "Cache": { "PinnedKeyPrefixes": [], "MaxPinnedBytes": "" } }"""));
        CacheCoreOptions options = new() { MaxPinnedBytes = 5 };
        CacheCoreOptionsTable.All.Bind(new ConfigurationBuilder().AddJsonStream(json).Build().GetSection("Cache"), options, "");

        Assert.That((options.PinnedKeyPrefixes.Count, options.MaxPinnedBytes), Is.EqualTo((0, (long?)null)));
        Assert.That(Bound(("PinnedKeyPrefixes", null)).PinnedKeyPrefixes, Is.EqualTo((string[])["__MSFT_HCT__"]));
    }

    [Test]
    public void AnEmptyListOfChunkSizesTakesThePresetAway()
    {
        using MemoryStream json = new(Encoding.UTF8.GetBytes("""{ "Cache": { "ChunkSizes": [] } }"""));
        CacheCoreOptions options = new() { ChunkSizes = [64, 128] };
        CacheCoreOptionsTable.All.Bind(Section(("ChunkSizes", null)), options, "");
        Assert.That(options.ChunkSizes, Is.EqualTo((int[])[64, 128]));

        CacheCoreOptionsTable.All.Bind(new ConfigurationBuilder().AddJsonStream(json).Build().GetSection("Cache"), options, "");
        Assert.That(options.ChunkSizes, Is.Null);
    }

    [Test]
    public void AbsentSectionSaysNothing() =>
        Assert.That(Bound(), Has.Property(nameof(CacheCoreOptions.MemoryLimit)).EqualTo(CacheCoreOptions.DefaultMemoryLimit));

    [TestCase("MemoryLimit", "lots", "a size such as")]
    [TestCase("MemoryLimit", "-1", "a size such as")]
    [TestCase("MemoryLimitPercent", "a quarter", "a percentage such as 25%")]
    [TestCase("MemoryLimitPercent", "25%%%x", "a percentage such as 25%")]
    [TestCase("MemoryLimitPercent", "25%%", "a percentage such as 25%")]
    [TestCase("EvictionPolicy", "1", "Adaptive, Segmented")]
    [TestCase("EvictionPolicy", "Adaptive, Lru", "Adaptive, Segmented")]
    [TestCase("PageBalancing", "", "Off, Steady or Eager")]
    [TestCase("MaxMemoryLimit", "25%", "a size such as")]
    [TestCase("MaxItemSize", "2GB", "below 2 GiB")]
    [TestCase("PageSize", "", "a size such as")]
    [TestCase("ChunkSizes", "64,128", "a list of sizes")]
    [TestCase("ChunkSizes:0", "small", "a size such as")]
    [TestCase("PinnedKeyPrefixes", "a,b", "a list of texts")]
    [TestCase("MaxPinnedBytes", "some", "or nothing for a 16th of MemoryLimit")]
    [TestCase("HotPercent", "20%", "a whole number")]
    [TestCase("GrowthFactor", "1,25", "a number such as 1.25")]
    [TestCase("UseHugePages", "yes", "true or false")]
    [TestCase("DefaultExpiration", "20", "a time such as 00:20:00")]
    [TestCase("DefaultExpiration", "an hour", "a time such as 00:20:00")]
    public void UnreadableTextIsRefusedByPathAndText(string key, string text, string advice) =>
        Assert.That(() => Bound((key, text)),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains($"'Cache:{key}' is '{text}'").And.Message.Contains(advice));

    [Test]
    public void SectionWhereAValueBelongsIsRefused() =>
        Assert.That(() => Bound(("MemoryLimit:Bytes", "1")),
            Throws.TypeOf<OptionsValidationException>()
                .With.Message.EqualTo("Configuration 'Cache:MemoryLimit' holds keys of its own; it takes one value."));

    [Test]
    public void UnknownKeysAreRefusedWithTheListOfKnownOnes() =>
        Assert.That(() => Bound(("MemoryLimt", "1GB")),
            Throws.TypeOf<OptionsValidationException>()
                .With.Message.Contains("'Cache:MemoryLimt'")
                .And.Message.Contains("MemoryLimit, MemoryLimitPercent, Name"));

    [Test]
    public void ManyUnknownKeysAreCounted() =>
        Assert.That(() => Bound([.. Enumerable.Range(0, 40).Select(i => ($"Key{i:00}", (string?)"1"))]),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("'Cache:Key04' and 35 more."));

    [Test]
    public void AllProblemsOfASectionAreToldAtOnce() =>
        Assert.That(() => Bound(("MemoryLimit", "x"), ("HotPercent", "y"), ("Nonsense", "z")),
            Throws.TypeOf<OptionsValidationException>().With.Property(nameof(OptionsValidationException.Failures)).Count.EqualTo(3));

    private static CacheCoreOptions Bound(params (string Key, string? Value)[] entries)
    {
        CacheCoreOptions options = new();
        CacheCoreOptionsTable.All.Bind(Section(entries), options, "");
        return options;
    }

    private static IConfigurationSection Section(params (string Key, string? Value)[] entries) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create("Cache:" + entry.Key, entry.Value)))
            .Build()
            .GetSection("Cache");
}
