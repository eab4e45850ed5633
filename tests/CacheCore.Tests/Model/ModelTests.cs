using CsCheck;

namespace CacheCore.Tests.Model;

/// <summary>Random sequences of commands against a dictionary. A failing one is made as short as can be before it is shown.</summary>
internal sealed class ModelTests
{
    private const int Sequences = 300;
    private const int Length = 80;

    private static IEnumerable<TestCaseData<CacheCoreOptions>> Stores()
    {
        yield return Case("default", new CacheCoreOptions { MemoryLimit = 64 << 20, MaxItemSize = 50_000 });
        yield return Case("small pages", new CacheCoreOptions { MemoryLimit = 32 << 20, PageSize = 8192, MaxItemSize = 50_000 });
        yield return Case(
            "named chunk sizes",
            new CacheCoreOptions { MemoryLimit = 64 << 20, PageSize = 8192, ChunkSizes = [64, 160, 1000, 2048], MaxItemSize = 50_000 });
        yield return Case(
            "few classes", new CacheCoreOptions { MemoryLimit = 64 << 20, PageSize = 16384, GrowthFactor = 1.25, MaxItemSize = 50_000 });
        yield return Case("temporary items", new CacheCoreOptions
        {
            MemoryLimit = 32 << 20,
            PageSize = 8192,
            TemporaryLifetime = TimeSpan.FromSeconds(1),
            MaxItemSize = 50_000,
        });
        yield return Case("pinned items", new CacheCoreOptions
        {
            MemoryLimit = 32 << 20,
            PageSize = 8192,
            PinnedKeyPrefixes = ["key", "кл"],
            TemporaryLifetime = TimeSpan.FromSeconds(1),
            MaxItemSize = 50_000,
        });
        yield return Case("small items only", new CacheCoreOptions { MemoryLimit = 16 << 20, PageSize = 8192, MaxItemSize = 1100 });
    }

    private static IEnumerable<TestCaseData<CacheCoreOptions>> TinyStores()
    {
        yield return Case("1 MiB", new CacheCoreOptions { MemoryLimit = 1 << 20, MaxItemSize = 400_000 });
        yield return Case(
            "1 MiB, named chunk sizes",
            new CacheCoreOptions { MemoryLimit = 1 << 20, ChunkSizes = [64, 160, 1000, 2048], MaxItemSize = 400_000 });
        yield return Case(
            "1 MiB, temporary items",
            new CacheCoreOptions { MemoryLimit = 1 << 20, TemporaryLifetime = TimeSpan.FromSeconds(1), MaxItemSize = 400_000 });
        yield return Case("1 MiB, pinned items", new CacheCoreOptions
        {
            MemoryLimit = 1 << 20,
            PinnedKeyPrefixes = ["key", "кл"],
            MaxPinnedBytes = 1 << 19,
            MaxItemSize = 400_000,
        });
        yield return Case("1 MiB, few classes", new CacheCoreOptions { MemoryLimit = 1 << 20, GrowthFactor = 2, MaxItemSize = 400_000 });
    }

    [TestCaseSource(nameof(Stores))]
    public void A_store_does_what_a_dictionary_does(CacheCoreOptions options) =>
        Run(options, largestValue: options.MaxItemSize + 200, mayVanish: false, Length);

    [TestCaseSource(nameof(TinyStores))]
    public void Where_memory_is_short_items_vanish_and_are_never_wrong(CacheCoreOptions options) =>
        Run(options, largestValue: options.MaxItemSize + 2000, mayVanish: true, Length);

    private static void Run(CacheCoreOptions options, int largestValue, bool mayVanish, int length)
    {
        int pageSize = options.PageSize == 0 ? 8192 : options.PageSize;
        StoreCommand.Sequences(pageSize, largestValue, length).Sample(
            commands => SequenceShrinker.Run(commands, sequence => new ModelRun(options, mayVanish).Execute(sequence)),
            iter: Sequences,
            threads: 1,
            print: static commands => $"{commands.Length} commands, shortened above");
    }

    private static TestCaseData<CacheCoreOptions> Case(string name, CacheCoreOptions options)
    {
        options.BackgroundMaintenance = false;
        return new TestCaseData<CacheCoreOptions>(options).SetArgDisplayNames(name);
    }
}
