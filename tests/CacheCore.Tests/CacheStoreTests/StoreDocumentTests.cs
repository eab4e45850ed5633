using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>The examples of docs/cache-store.md are methods here, line by line, and come to what the document says.</summary>
internal sealed partial class StoreDocumentTests
{
    private const string ThisFile = "tests/CacheCore.Tests/CacheStoreTests/StoreDocumentTests.cs";

    private static readonly byte[] Bytes = [1, 2, 3];

    [Test]
    public void Every_example_is_compiled()
    {
        string source = SourceTree.Read(ThisFile);
        string[] examples = [.. Example().Matches(SourceTree.Read("docs/cache-store.md")).Select(static one => one.Groups[1].Value)];

        Assert.That(examples, Has.Length.EqualTo(5));
        Assert.That(examples.Select(Indented).Where(example => !source.Contains(example, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Reads_give_what_was_stored()
    {
        using CacheStore store = TestStore.Create();
        Assert.That(Writes(store, Bytes, [9], [7, 8]), Is.EqualTo((1UL, 42UL)));
        _ = store.Set("user:1", Bytes);
        _ = store.Set("user:42", Bytes);

        Assert.That(Reads(store, new byte[3], new byte[6], new ArrayBufferWriter<byte>()), Is.EqualTo((ReadResult.Hit, 3, true, 2, 2)));
        Assert.That(
            Reads(store, new byte[2], new byte[6], new ArrayBufferWriter<byte>()),
            Is.EqualTo((ReadResult.DestinationTooSmall, 3, true, 2, 2)));
    }

    [Test]
    public void Results_are_those_of_the_table()
    {
        using CacheStore store = TestStore.Create();
        byte[] half = new byte[9 << 20];
        Assert.That(store.Set("text", "no number"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That((store.Add("text", Bytes), store.Replace("none", Bytes)), Is.EqualTo((WriteResult.NotStored, WriteResult.NotStored)));
        Assert.That(
            (store.Append("none", Bytes), store.Prepend("none", Bytes)), Is.EqualTo((WriteResult.NotStored, WriteResult.NotStored)));
        Assert.That(store.CompareAndSwap("none", Bytes, 1), Is.EqualTo(WriteResult.NotFound));
        Assert.That(store.TryGetInfo("text", out ItemInfo info));
        Assert.That(store.CompareAndSwap("text", Bytes, info.Version + 1), Is.EqualTo(WriteResult.VersionMismatch));
        Assert.That(store.Increment("none", 1, out _), Is.EqualTo(WriteResult.NotFound));
        Assert.That(store.Increment("text", 1, out _), Is.EqualTo(WriteResult.NotANumber));

        Assert.That(store.Append("text", half), Is.EqualTo(WriteResult.TooLarge));
        Assert.That(store.Contains("text"));
        Assert.That(store.Set("text", half), Is.EqualTo(WriteResult.TooLarge));
        Assert.That(store.Contains("text"), Is.False);
    }

    [Test]
    public void A_mistake_of_the_callers_throws()
    {
        using CacheStore store = TestStore.Create();
        Assert.That(() => store.Get(new string('k', 65_536)), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => store.Get("\ud800"), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new ItemOptions { SlidingExpiration = TimeSpan.Zero }, Throws.InstanceOf<ArgumentException>());
        store.Dispose();
        Assert.That(() => store.Get("key"), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_page_is_made_once()
    {
        using CacheStore store = TestStore.Create();
        Assert.That(await Make(store), Is.EqualTo(Bytes));
        Assert.That(store.Get("page:home"), Is.EqualTo(Bytes));
    }

    [Test]
    public void Evictions_are_heard_of_and_figures_seen()
    {
        using CacheStore store = TestStore.Create(1 << 20);
        List<string> heard = [];
        Assert.That(Hear(store, (key, reason) => heard.Add($"{key} {reason}")), Does.StartWith("0 items in "));
        for (int number = 0; number < 2000; number++)
        {
            Assert.That(store.Set($"{number}", new byte[1000]), Is.EqualTo(WriteResult.Stored));
        }

        store.RunMaintenance();
        Assert.That(heard, Does.Contain("0 Evicted"));
    }

    [Test]
    public void A_store_is_made_by_hand() => Assert.That(MakeOne(), Is.EqualTo(1L << 30));

    private static long MakeOne()
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 1L << 30 });

        return store.MemoryLimit;
    }

    private static (ReadResult, int, bool, int, int) Reads(CacheStore store, byte[] buffer, byte[] large, ArrayBufferWriter<byte> writer)
    {
        byte[]? value = store.Get("user:42");                                // an array of the caller's own, or null
        byte[]? same = store.Get("user:42", out ItemInfo info);              // with version, flags, remaining lifetime, idle time
        ReadResult found = store.Read("user:42", buffer, out int length);    // into memory of the caller's; allocates nothing
        bool isThere = store.Read("user:42", writer);                        // into a pipe or any other IBufferWriter<byte>

        var values = new byte[]?[2];
        int hits = store.GetMany(["user:1", "user:42"], values);             // faster than one by one: all are fetched at once
        Span<int> lengths = stackalloc int[2];
        int done = store.ReadMany(["user:1", "user:42"], large, lengths);    // the same, one behind the other; allocates nothing

        Assert.That((value, same, info.Version > 0, values[1]), Is.EqualTo((Bytes, Bytes, true, Bytes)));
        Assert.That(lengths.ToArray(), Is.EqualTo([3, 3]));
        return (found, length, isThere, hits, done);
    }

    private static (ulong Visits, ulong Left) Writes(CacheStore store, byte[] bytes, byte[] owner, byte[] line)
    {
        store.Set("user:42", bytes, ItemOptions.ExpiresAfter(TimeSpan.FromMinutes(5)));
        store.Add("lock:42", owner);                                         // only if there is none
        store.Replace("user:42", bytes);                                     // only if there is one
        store.Append("log", line);                                           // and Prepend: keep flags and lifetime
        store.Increment("visits", 1, initial: 1, out ulong visits);          // decimal text, atomic; Decrement stops at 0
        store.Decrement("stock", 1, out ulong left);                         // without a first number: NotFound where there is none

        _ = store.Get("user:42", out ItemInfo read);
        store.CompareAndSwap("user:42", bytes, read.Version);                // only if nobody changed it since it was read

        store.Touch("user:42", ItemOptions.ExpiresAfter(TimeSpan.FromHours(1)));
        store.Refresh("user:42");                                            // a sliding window begins anew, as by a read
        store.Remove("user:42");
        store.Clear();

        return (visits, left + 42);
    }

    private static async Task<byte[]> Make(CacheStore store)
    {
        byte[] page = await store.GetOrCreateAsync("page:home", async (key, cancel) => await RenderAsync(key, cancel));

        return page;
    }

    private static string Hear(CacheStore store, Action<string, RemovalReason> note)
    {
        store.ItemRemoved += (_, removed) => note(Encoding.UTF8.GetString(removed.Key.Span), removed.Reason);
        string figures = store.GetStatistics().ToString();                   // 1,204 items in 52.1 MiB of 64 MiB, 97.3 % of …

        return figures;
    }

    private static ValueTask<byte[]> RenderAsync(string key, CancellationToken cancel) =>
        key == "page:home" && !cancel.IsCancellationRequested ? ValueTask.FromResult(Bytes) : throw new InvalidOperationException(key);

    private static string Indented(string example) =>
        string.Join('\n', example.Split('\n').Select(static line => line.Length == 0 ? line : $"        {line}"));

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
