using System.Buffers.Binary;

namespace CacheCore.Tests.Eviction;

/// <summary>
/// What was written lately is there when it is asked for, under the default policy, whatever the cache was full of before.
/// </summary>
internal sealed class FreshWriteTests
{
    private const int Kilobyte = 1000;

    /// <summary>
    /// A round of maintenance follows so many writes: a thread in the background comes by seldom by the count of requests.
    /// </summary>
    private const int WritesPerRound = 1000;

    private readonly byte[] _key = new byte[16];
    private readonly byte[] _value = new byte[900_000];
    private readonly byte[] _read = new byte[900_000];
    private Random _random = null!;
    private CacheStore _store = null!;
    private int _writes;

    [SetUp]
    public void SetUp() => _random = new Random(1);

    [TearDown]
    public void TearDown() => _store.Dispose();

    [TestCase(3000, 1)]
    [TestCase(5000, 1)]
    [TestCase(5000, 100)]
    [TestCase(5000, 5000)]
    [TestCase(8000, 1)]
    public void What_is_written_once_and_read_once_is_found(int distance, int atATime)
    {
        const int Steps = 200_000;
        Open(16);
        double[] tenths = WriteOnceReadOnce(0, Steps, distance, atATime);
        TestContext.Out.WriteLine($"Found in each tenth: {string.Join(' ', tenths)}");

        Assert.That(tenths.Average(), Is.AtLeast(0.99));
        Assert.That(tenths, Is.All.AtLeast(0.97));
        Assert.That(_store.GetStatistics().Admission!.Rule, Is.EqualTo(5));
    }

    [Test]
    public void What_is_written_into_a_full_cache_of_items_that_were_read_once_is_found()
    {
        const int Fresh = 5000;
        Open(60);
        int next = Fill(Kilobyte);
        for (int id = 0; id < next; id++)
        {
            _ = Read(id);
        }

        for (int round = 0; round < 12; round++, next += Fresh)
        {
            WriteAll(next, Fresh, Kilobyte);
            int found = CountRead(next, Fresh);
            TestContext.Out.WriteLine($"Found in round {round}: {found}");
            Assert.That(found, Is.AtLeast(4950));
        }
    }

    [Test]
    public void What_is_written_in_another_size_than_the_cache_is_full_of_is_found()
    {
        const int Fresh = 5100;
        Open(60);
        int next = Fill(11 * Kilobyte);
        for (int id = 0; id < next; id++)
        {
            _ = Read(id);
        }

        WriteAll(next, Fresh, 3 * Kilobyte);
        int found = CountRead(next, Fresh);
        TestContext.Out.WriteLine($"Found: {found}");

        Assert.That(found, Is.AtLeast(4500));
    }

    [Test]
    public void A_large_value_that_is_read_soon_is_found_in_a_cache_of_small_ones()
    {
        const int Writers = 30;
        Open(64);
        int next = Fill(500);
        int found = 0;
        for (int turn = 0; turn < 20; turn++, next += Writers)
        {
            WriteAll(next, Writers, 900_000);
            found += CountRead(next, Writers);
        }

        TestContext.Out.WriteLine($"Found: {found}");
        Assert.That(found, Is.AtLeast(20 * Writers * 0.95));
    }

    [Test]
    public void Learning_another_rule_takes_evidence_and_leaving_it_again_takes_a_tenth_of_the_steps()
    {
        const int Keys = 60_000;
        const int Steps = 200_000;
        Open(16);
        double before = 0;
        for (int part = 0; part < 20; part++)
        {
            double now = ReadThrough(Keys, 20_000, Keys + (part * 20_000));
            Assert.That(now, Is.GreaterThan(before - 0.02), "No part of the way costs more than two points.");
            before = Math.Max(before, now);
        }

        Assert.That(_store.GetStatistics().Admission!.Rule, Is.Not.EqualTo(5), "A core and a scan are what a contest is for.");

        double[] tenths = WriteOnceReadOnce(1_000_000, Steps, 5000, 1);
        TestContext.Out.WriteLine($"Found in each tenth: {string.Join(' ', tenths)}");
        Assert.That(tenths[0], Is.GreaterThan(0.5));
        Assert.That(tenths[1..], Is.All.AtLeast(0.97));
        Assert.That(_store.GetStatistics().Admission!.Rule, Is.EqualTo(5));
    }

    /// <summary>
    /// Reads of keys of which few are asked for often, each read followed by one of a key that never comes back; misses are written.
    /// The part of the former that was found.
    /// </summary>
    private double ReadThrough(int keys, int reads, int firstOfScan)
    {
        int found = 0;
        for (int read = 0; read < reads; read++)
        {
            int key = (int)(keys * Math.Pow(_random.NextDouble(), 4));
            found += ReadOrWrite(key) ? 1 : 0;
            _ = ReadOrWrite(firstOfScan + read);
        }

        return (double)found / reads;
    }

    private bool ReadOrWrite(int id)
    {
        bool isThere = Read(id);
        if (!isThere)
        {
            WriteAll(id, 1, Kilobyte);
        }

        return isThere;
    }

    /// <summary>
    /// Steps that write a new value and read the one that was written some steps ago; the part that was found of each tenth.
    /// </summary>
    private double[] WriteOnceReadOnce(int first, int steps, int distance, int atATime)
    {
        double[] asked = new double[10];
        double[] found = new double[10];
        for (int step = 0; step < steps; step += atATime)
        {
            WriteAll(first + step, atATime, Kilobyte);
            int tenth = (int)(10L * step / steps);
            if (step >= distance)
            {
                asked[tenth] += atATime;
                found[tenth] += CountRead(first + step - distance, atATime);
            }
        }

        return [.. found.Zip(asked, static (hits, all) => hits / all)];
    }

    private void Open(int mebibytes) => _store = new CacheStore(new CacheCoreOptions
    {
        MemoryLimit = (long)mebibytes << 20,
        BackgroundMaintenance = false,
        UseHugePages = false,
    });

    /// <summary>Writes new values until the first leaves; returns how many.</summary>
    private int Fill(int length)
    {
        int count = 0;
        while (_store.GetStatistics().Evictions == 0)
        {
            WriteAll(count, 100, length);
            count += 100;
        }

        return count;
    }

    private void WriteAll(int first, int count, int length)
    {
        for (int id = first; id < first + count; id++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_key, id);
            Assert.That(_store.Set(_key, _value.AsSpan(0, length)), Is.EqualTo(WriteResult.Stored));
            if (++_writes % WritesPerRound == 0)
            {
                _store.RunMaintenance();
            }
        }
    }

    private int CountRead(int first, int count) => Enumerable.Range(first, count).Count(Read);

    private bool Read(int id)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_key, id);
        return _store.Read(_key, _read, out _) == ReadResult.Hit;
    }
}
