using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Items move to other pages all the time, and nobody else can tell.</summary>
[Stress]
public class PageMoveTests
{
    private const int KeyCount = 600;
    private const int CounterCount = 8;

    /// <summary>
    /// A reader is about to copy a value. Meanwhile its item moves, and the page that it was on becomes another's. The
    /// reader must find the value where it lies now.
    /// </summary>
    [TestCase(500)]
    [TestCase(5000)]
    [TestCase(100_000)]
    public void A_reader_notices_that_an_item_was_moved(int length)
    {
        using CacheStore store = Stores.Roomy();
        byte[] key = Keys.Make(1);
        byte[] value = Payload.Make(length, new Stamp(1, 0, 0));
        _ = store.Set(key, value);
        int page = PageOf(store, key);
        bool isTaken = false;
        byte[]? read = new SteppedReads(store).Get(key, _ =>
        {
            if (!isTaken)
            {
                isTaken = new PageTaker(store).TryTake(page);
                store.Parts.Memory.Pool.PageBytes(page).Fill(0xEE);
            }
        });

        Assert.That(isTaken);
        Assert.That(PageOf(store, key), Is.Not.EqualTo(page));
        Assert.That(read, Is.EqualTo(value));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Nothing_is_lost_or_mixed_while_pages_are_taken()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.Many(KeyCount);
        byte[][] counters = Keys.Many(CounterCount, first: KeyCount);
        long[] counted = new long[CounterCount];
        for (int key = 0; key < KeyCount; key++)
        {
            _ = store.Set(keys[key], Payload.Make(LengthOf(key, 0), new Stamp(key, 0, 0)));
        }

        int taken = 0;
        var pages = new PageTaker(store);
        new Crew()
            .AddLoop(1, (_, random) => taken += pages.TryTakeAny(random) ? 1 : 0)
            .AddLoop(4, (reader, random) =>
            {
                int key = random.Next(KeyCount);
                byte[]? value = store.Get(keys[key]);
                Check.That(value is not null, $"Key {key} is there and was not found; {store.GetStatistics().Evictions} evictions.");
                _ = Payload.Verify(value, key);
            })
            .AddLoop(2, (writer, random) =>
            {
                // Of nearly the same length: in place, or published within the class.
                int key = random.Next(KeyCount);
                WriteResult result = store.Set(
                    keys[key], Payload.Make(LengthOf(key, random.Next(3)), new Stamp(key, writer, random.Next())));
                Check.That(result == WriteResult.Stored, $"Key {key}: {result}.");
            })
            .AddLoop(1, (worker, random) =>
            {
                int counter = random.Next(CounterCount);
                _ = store.Increment(counters[counter], 1, initial: 1, out ulong number);
                Check.That(number == (ulong)++counted[counter], $"Counter {counter} is {number}, not {counted[counter]}.");
            })
            .Run(StressTime.Rule);
        CacheStatistics statistics = store.GetStatistics();
        TestContext.Out.WriteLine($"{taken} pages taken, {statistics.PageMoveRescues} items moved, {statistics.Hits} hits");
        Assert.That(taken, Is.GreaterThan(20));
        Assert.That((statistics.Evictions, statistics.PageMoveEvictions), Is.EqualTo((0L, 0L)));
        StoreIntegrity.Check(store);
    }

    /// <summary>Small ones, ones that are published, and large ones with links, with a part in the head, and with a tail.</summary>
    private static int LengthOf(int key, int more) => more + ((key % 6) switch
    {
        0 => 40,
        1 => 700,
        2 => 5000,
        3 => 1 << 16,
        4 => (1 << 16) + 3000,
        _ => (1 << 16) - 5000,
    });

    private static int PageOf(CacheStore store, byte[] key)
    {
        ulong hash = store.Parts.Memory.Hash.Of(key);
        store.Parts.Gate.Enter(hash, out LockedBucket locked);
        _ = locked.TryFind(store.Parts.Memory.Pool, hash, key, out SlotRef place);
        ItemRef item = place.Value.Item;
        locked.ExitUnchanged();
        return store.Parts.Memory.Pool.PageOf(item);
    }
}
