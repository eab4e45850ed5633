using System.Globalization;
using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Listener.Tests.Administration;

/// <summary>What clients are told of slab classes agrees with what they find in them.</summary>
internal sealed class ClassFiguresTests
{
    private FakeTimeProvider _clock = null!;
    private CacheStore _store = null!;
    private InMemoryConnection _client = null!;

    [SetUp]
    public void SetUp() => Open(new CacheCoreOptions { MemoryLimit = 64 << 20 });

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void Each_class_has_as_many_items_as_are_found_in_it([Values] EvictionPolicy policy)
    {
        _store.Dispose();
        Open(new CacheCoreOptions { MemoryLimit = 8 << 20, EvictionPolicy = policy });
        var random = new Random(7);
        for (int turn = 0; turn < 6000; turn++)
        {
            DoAnything(random);
            if (turn % 2000 == 1999)
            {
                _store.RunMaintenance();
                AssertFound();
            }
        }
    }

    [Test]
    public void What_was_there_before_the_server_is_counted_as_well()
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 64 << 20, BackgroundMaintenance = false });
        store.Set("small", new byte[100]);
        store.Set("large", new byte[300_000]);

        InMemoryConnection client = new(new CommandContext(store, new MemcachedListenerOptions(), TimeProvider.System));

        Assert.That(Numbers(client), Is.EqualTo(new Dictionary<int, long> { [4] = 1, [37] = 1 }));
        Assert.That(Read(client, "stats")["total_items"], Is.EqualTo("0"));
    }

    [Test]
    public void Large_values_are_in_the_classes_of_their_sizes()
    {
        _ = Set("a", 20_000) + Set("b", 70_000) + Set("c", 300_000);

        Assert.That(Numbers(_client), Is.EqualTo(new Dictionary<int, long> { [25] = 1, [31] = 1, [37] = 1 }));
        Assert.That(
            string.Join(' ', Read(_client, "stats slabs").Keys.Where(name => name.EndsWith(":used_chunks", StringComparison.Ordinal))),
            Is.EqualTo("25:used_chunks 31:used_chunks 37:used_chunks"));
        Assert.That(_client.Ask("stats cachedump 25 0\r\n"), Does.StartWith("ITEM a ["));
    }

    [Test]
    public void A_number_that_grows_into_another_class_goes_on_in_it()
    {
        _ = _client.Ask("set " + new string('k', 35) + " 0 0 1\r\n9\r\nset other 0 0 1\r\n1\r\n");
        Assert.That(Numbers(_client), Is.EqualTo(new Dictionary<int, long> { [1] = 2 }));

        _ = _client.Ask("incr " + new string('k', 35) + " 99\r\n");

        AssertFound();
        Assert.That(Numbers(_client), Is.EqualTo(new Dictionary<int, long> { [1] = 1, [2] = 1 }));
    }

    [Test]
    public void A_class_whose_last_item_has_gone_keeps_its_counts()
    {
        _ = _client.Ask("set a 0 0 2\r\nxx\r\ndelete a\r\n");
        _store.RunMaintenance();

        Dictionary<string, string> slabs = Read(_client, "stats slabs");

        Assert.That((slabs["1:cmd_set"], slabs["1:delete_hits"], slabs["1:used_chunks"]), Is.EqualTo(("1", "1", "0")));
    }

    [Test]
    public void A_reset_begins_anew_in_each_class()
    {
        _store.Dispose();
        Open(new CacheCoreOptions { MemoryLimit = 4 << 20 });
        for (int i = 0; i < 2000; i++)
        {
            _ = Set("k" + i, 5000);
        }

        Assert.That(long.Parse(Read(_client, "stats items")["items:19:evicted"], CultureInfo.InvariantCulture), Is.Positive);
        _ = _client.Ask("stats reset\r\n");

        string[] counts =
        [
            "evicted", "evicted_unfetched", "evicted_time", "direct_reclaims", "moves_to_cold", "moves_to_warm", "moves_within_lru",
        ];
        Dictionary<string, string> items = Read(_client, "stats items");
        Assert.That(counts.Select(name => items["items:19:" + name]), Is.All.EqualTo("0"));
        Assert.That(items["items:19:number"], Is.Not.EqualTo("0"));
        Assert.That(Read(_client, "stats cachecore")["writes"], Is.EqualTo("0"));
    }

    [Test]
    public void What_a_crawl_frees_is_told_of_its_class()
    {
        for (int i = 0; i < 30; i++)
        {
            _ = _client.Ask($"set k{i} 0 1 1\r\nx\r\n");
        }

        _ = _client.Ask("set stays 0 0 1\r\nx\r\n");
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_client.Ask("lru_crawler crawl 1\r\n"), Is.EqualTo("OK\r\n"));

        Dictionary<string, string> items = Read(_client, "stats items");
        Assert.That(
            (items["items:1:crawler_reclaimed"], items["items:1:crawler_items_checked"], items["items:1:expired_unfetched"]),
            Is.EqualTo(("30", "31", "30")));
    }

    [Test]
    public void What_frees_itself_by_its_deadline_is_reclaimed()
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 64 << 20 });
        InMemoryConnection client = new(new CommandContext(store, new MemcachedListenerOptions(), TimeProvider.System));
        for (int i = 0; i < 10; i++)
        {
            _ = client.Ask($"set k{i} 0 1 1\r\nx\r\n");
        }

        Assert.That(() => Read(client, "stats")["reclaimed"], Is.EqualTo("10").After(60_000, 100));
        Assert.That(Read(client, "stats")["crawler_reclaimed"], Is.EqualTo("0"));
        Assert.That(Read(client, "stats items")["items:1:reclaimed"], Is.EqualTo("10"));
    }

    [Test]
    public void An_expired_item_whose_successor_comes_is_reclaimed()
    {
        _ = _client.Ask("set k 0 1 1\r\nx\r\n");
        _clock.Advance(TimeSpan.FromSeconds(2));
        _ = _client.Ask("set k 0 0 1\r\ny\r\n");

        Dictionary<string, string> stats = Read(_client, "stats");
        Assert.That((stats["reclaimed"], stats["get_expired"], stats["crawler_reclaimed"]), Is.EqualTo(("1", "0", "0")));
    }

    [Test]
    public void What_is_written_with_a_time_that_is_over_counts_as_an_item()
    {
        _ = _client.Ask("set a 0 2678400 2\r\nxx\r\nget a\r\nset b 0 -1 1\r\nx\r\nget b\r\nadd b 0 -1 1\r\nx\r\n");

        Dictionary<string, string> stats = Read(_client, "stats");
        Assert.That((stats["total_items"], stats["get_expired"], stats["curr_items"]), Is.EqualTo(("3", "3", "0")));
    }

    [Test]
    public void Memory_that_was_held_is_told_until_it_goes_back()
    {
        for (int i = 0; i < 1000; i++)
        {
            _ = Set("k" + i, 15_000);
        }

        string before = Read(_client, "stats slabs")["total_malloced"];
        long pages = long.Parse(Read(_client, "stats slabs")["24:total_pages"], CultureInfo.InvariantCulture);
        Assert.That(pages, Is.InRange(14, 17)); // of a MiB, as chunks_per_page is
        Assert.That(Read(_client, "stats")["slab_global_page_pool"], Is.EqualTo("0"));

        _ = _client.Ask("flush_all\r\n");

        Assert.That(Read(_client, "stats slabs")["total_malloced"], Is.EqualTo(before));
        Assert.That(long.Parse(Read(_client, "stats")["slab_global_page_pool"], CultureInfo.InvariantCulture), Is.InRange(14, 17));
    }

    [Test]
    public void Bytes_are_never_more_than_the_limit()
    {
        _store.Dispose();
        Open(new CacheCoreOptions { MemoryLimit = 8 << 20 });
        for (int i = 0; i < 200_000; i++)
        {
            _ = _client.Ask($"set {i:D16} 0 0 10 noreply\r\n0123456789\r\n");
        }

        Dictionary<string, string> stats = Read(_client, "stats");
        Assert.That(long.Parse(stats["evictions"], CultureInfo.InvariantCulture), Is.Positive);
        Assert.That(long.Parse(stats["bytes"], CultureInfo.InvariantCulture), Is.InRange(6 << 20, 8 << 20));
        Assert.That(stats["slab_reassign_busy_deletes"], Is.EqualTo("0"));
    }

    private void Open(CacheCoreOptions options)
    {
        _clock = new FakeTimeProvider();
        options.BackgroundMaintenance = false;
        _store = new CacheStore(options, _clock);
        _client = new InMemoryConnection(new CommandContext(_store, new MemcachedListenerOptions(), _clock));
    }

    private string Set(string key, int length) => _client.Ask($"set {key} 0 0 {length}\r\n{new string('x', length)}\r\n");

    private void DoAnything(Random random)
    {
        string key = new string('k', random.Next(1, 40)) + random.Next(100).ToString(CultureInfo.InvariantCulture);
        int length = random.Next(10) == 0 ? random.Next(400_000) : random.Next(3) == 0 ? random.Next(12_000) : random.Next(140);
        int flags = random.Next(4) == 0 ? 1 : 0;
        string answer = random.Next(12) switch
        {
            0 => _client.Ask($"delete {key}\r\n"),
            1 => _client.Ask($"append {key} 0 0 100\r\n{new string('a', 100)}\r\n"),
            2 => _client.Ask($"set {key} 0 0 1\r\n9\r\nincr {key} {random.NextInt64(1L << random.Next(60))}\r\n"),
            3 => _client.Ask($"get {key}\r\n"),
            4 => _client.Ask($"set {key} {flags} 1 {length}\r\n{new string('t', length)}\r\n"),
            5 => Later(),
            6 => _client.Ask($"ms {key} 5 E12345\r\nvalue\r\n"),
            _ => _client.Ask($"set {key} {flags} 0 {length}\r\n{new string('v', length)}\r\n"),
        };
        Assert.That(answer, Is.Not.Empty);
    }

    private string Later()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        return "later";
    }

    private void AssertFound()
    {
        Dictionary<int, long> numbers = Numbers(_client);
        Assert.That(numbers.Values.Sum(), Is.EqualTo(_store.GetStatistics().Items));
        foreach ((int slabClass, long number) in numbers)
        {
            string dump = _client.Ask($"lru_crawler metadump {slabClass}\r\n");
            Assert.That(
                dump.Split('\n').Count(line => line.StartsWith("key=", StringComparison.Ordinal)),
                Is.EqualTo(number),
                $"class {slabClass}");
        }

        Dictionary<string, string> items = Read(_client, "stats items");
        foreach (int slabClass in numbers.Keys)
        {
            Assert.That(Figure("number_hot") + Figure("number_warm") + Figure("number_cold"), Is.EqualTo(Figure("number")));

            long Figure(string name) => long.Parse(items[$"items:{slabClass}:{name}"], CultureInfo.InvariantCulture);
        }

        long overhead = _store.GetStatistics().Items * 59;
        long requested = items.Where(one => one.Key.EndsWith(":mem_requested", StringComparison.Ordinal))
            .Sum(one => long.Parse(one.Value, CultureInfo.InvariantCulture));
        Assert.That(requested, Is.EqualTo(_store.GetStatistics().StoredBytes + overhead));
    }

    private static Dictionary<int, long> Numbers(InMemoryConnection client) => Read(client, "stats items")
        .Where(one => one.Key.EndsWith(":number", StringComparison.Ordinal) && one.Value != "0")
        .ToDictionary(
            one => int.Parse(one.Key.Split(':')[1], CultureInfo.InvariantCulture),
            one => long.Parse(one.Value, CultureInfo.InvariantCulture));

    private static Dictionary<string, string> Read(InMemoryConnection client, string command)
    {
        string answer = client.Ask(command + "\r\n");
        return answer.Split("\r\n")
            .Where(line => line.StartsWith("STAT ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', 3))
            .ToDictionary(words => words[1], words => words[2]);
    }
}
