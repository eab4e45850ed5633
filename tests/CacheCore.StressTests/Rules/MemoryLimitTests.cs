using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>The memory limit goes up and down under readers and writers.</summary>
[Stress]
public class MemoryLimitTests
{
    private const int KeyCount = 60_000;
    private const long Lowest = 2 * Stores.MiB;
    private const long Highest = 48 * Stores.MiB;

    [TestCase(EvictionPolicy.Adaptive)]
    [TestCase(EvictionPolicy.Segmented)]
    [TestCase(EvictionPolicy.Lru)]
    [TestCase(EvictionPolicy.Sieve)]
    public void Values_are_whole_and_writes_find_room_at_every_limit(EvictionPolicy policy)
    {
        using CacheStore store = Create(policy);
        byte[][] keys = Keys.Many(KeyCount);
        long[] refused = new long[1];
        long[] writes = new long[1];
        int changes = 0;
        new Crew()
            .AddLoop(3, (writer, random) =>
            {
                int key = random.Next(KeyCount);
                int length = random.Next(200) == 0 ? random.Next(400_000) : random.Next(1 << random.Next(4, 13));
                WriteResult result = store.Set(keys[key], Payload.Make(length, new Stamp(key, writer, 0)));
                Check.That(result is WriteResult.Stored or WriteResult.OutOfMemory, $"A write said {result}.");
                _ = Interlocked.Increment(ref writes[0]);
                _ = Interlocked.Add(ref refused[0], result == WriteResult.Stored ? 0 : 1);
            })
            .AddLoop(3, (reader, random) =>
            {
                int key = random.Next(KeyCount);
                if (store.Get(keys[key]) is { } value)
                {
                    _ = Payload.Verify(value, key);
                }
            })
            .AddLoop(1, (_, _) => store.RunMaintenance())
            .AddLoop(1, (_, random) =>
            {
                store.MemoryLimit = Lowest << random.Next(5);
                changes++;
                Thread.Sleep(random.Next(60));
            })
            .Run(StressTime.Rule * 2);
        CacheStatistics statistics = store.GetStatistics();
        TestContext.Out.WriteLine(
            $"{changes} changes, {writes[0]} writes, {refused[0]} refused, {statistics.Evictions} evictions, " +
            $"{statistics.PagesTaken} pages taken, " +
            $"{store.Parts.Memory.Index.Merges} merges");
        StoreIntegrity.Check(store);
        Assert.That(refused[0], Is.Zero, "Writes refused for want of memory that others could have left.");

        store.MemoryLimit = 6 * Stores.MiB;
        store.RunMaintenance();
        StoreIntegrity.Check(store);
        Assert.That(store.Parts.Memory.Pool.IsSettled);
        Assert.That(store.GetStatistics().MemoryUsed, Is.LessThanOrEqualTo(6 * Stores.MiB));
    }

    [TestCase(EvictionPolicy.Adaptive)]
    [TestCase(EvictionPolicy.Segmented)]
    public void Memory_follows_the_limit(EvictionPolicy policy)
    {
        const double Slack = 1.05;
        using CacheStore store = Create(policy, inBackground: true);
        byte[][] keys = Keys.Many(KeyCount * 4);
        var crew = new Crew();
        crew.AddLoop(3, (writer, random) =>
            {
                int key = random.Next(keys.Length);
                int length = random.Next(500) == 0 ? random.Next(200_000) : random.Next(800);
                _ = store.Set(keys[key], Payload.Make(length, new Stamp(key, writer, 0)));
            })
            .AddLoop(2, (_, random) => store.Contains(keys[random.Next(keys.Length)]))
            .Add(1, (_, random) =>
            {
                while (crew.GoesOn)
                {
                    long limit = Lowest << random.Next(5);
                    store.MemoryLimit = limit;
                    bool isSettled = SpinWait.SpinUntil(() => store.Parts.Memory.Pool.IsSettled || !crew.GoesOn, TimeSpan.FromSeconds(15));
                    Check.That(isSettled, $"It does not come down to {limit} bytes.");
                    long resident = crew.GoesOn ? Resident.BytesOf(store) : 0;
                    Check.That(resident <= (limit * Slack) + (32 * Stores.MiB), $"{resident} bytes resident at a limit of {limit}.");
                    Thread.Sleep(random.Next(100));
                }
            })
            .Run(StressTime.Rule * 3);
        store.MemoryLimit = Lowest;
        Assert.That(SpinWait.SpinUntil(() => store.Parts.Memory.Pool.IsSettled, TimeSpan.FromSeconds(15)), "It does not come down.");
        Assert.That(Resident.BytesOf(store), Is.LessThanOrEqualTo(Lowest * Slack));
    }

    private static CacheStore Create(EvictionPolicy policy, bool inBackground = false) => new(new CacheCoreOptions
    {
        MemoryLimit = Highest,
        MaxItemSize = 500_000,
        EvictionPolicy = policy,
        BackgroundMaintenance = inBackground,
    });
}
