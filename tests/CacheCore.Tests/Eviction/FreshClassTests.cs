using System.Buffers.Binary;

namespace CacheCore.Tests.Eviction;

/// <summary>
/// A cache that has learned a contest of frequencies, and sizes of which it holds few values or none: what is written in them and read soon
/// after is there, though it is far more than a tenth of what their slab class holds.
/// </summary>
internal sealed class FreshClassTests
{
    /// <summary>A round of maintenance follows so many requests.</summary>
    private const int RequestsPerRound = 1000;

    /// <summary>Of the usual load, popular and passing keys.</summary>
    private const int Core = 60_000;
    private const int CoreSize = 1000;
    private const int Size = 150;
    private const int FirstOfScan = 1_000_000;

    /// <summary>Other keys begin here.</summary>
    private const int FirstOfOld = 500_000_000;
    private const int FirstOfFresh = 600_000_000;

    /// <summary>Reads of the usual load for each value that is written to be read soon, too few for the tuner to see.</summary>
    private const int UsualPerFresh = 3;

    /// <summary>A value is read when so many more were written: before a fortieth of the cache was written anew.</summary>
    private const int Distance = 80;

    private readonly byte[] _key = new byte[16];
    private readonly byte[] _value = new byte[CoreSize];
    private readonly byte[] _read = new byte[CoreSize];
    private readonly Random _random = new(1);
    private CacheStore _store = null!;
    private int _scanned = FirstOfScan;
    private int _requests;

    [TearDown]
    public void TearDown() => _store.Dispose();

    /// <summary>
    /// In a page of 64 KiB there is room for hundreds: those that go before the class asks for another are the ones that were just written.
    /// </summary>
    [TestCase(0, 64)]
    [TestCase(60, 64)]
    [TestCase(300, 8)]
    public void What_is_written_in_a_class_of_few_items_is_found(int old, int pageKibibytes)
    {
        const int Fresh = 500;
        Open(pageKibibytes << 10);
        LearnAContest(old);
        int found = 0;
        for (int fresh = 0; fresh < Fresh + Distance; fresh++)
        {
            AskAsUsual(old);
            Write(FirstOfFresh + fresh, Size);
            found += fresh >= Distance && Read(FirstOfFresh + fresh - Distance) ? 1 : 0;
        }

        TestContext.Out.WriteLine($"Found: {found}");
        Assert.That(found, Is.AtLeast(0.95 * Fresh));
        Assert.That(_store.GetStatistics().Admission!.Rule, Is.Not.EqualTo(5), "Recency has not come back for them.");
    }

    private void LearnAContest(int old)
    {
        for (int round = 0; round < 130_000; round++)
        {
            AskAsUsual(old);
        }

        Assert.That(_store.GetStatistics().Admission!.Rule, Is.Not.EqualTo(5), "A core and a scan are what a contest is for.");
    }

    /// <summary>
    /// Reads keys of which few are asked for often, as many that never come back, and one of a few values of the other size; what
    /// is missed is written.
    /// </summary>
    private void AskAsUsual(int old)
    {
        for (int read = 0; read < UsualPerFresh; read++)
        {
            ReadOrWrite((int)(Core * Math.Pow(_random.NextDouble(), 4)), CoreSize);
            ReadOrWrite(_scanned++, CoreSize);
        }

        if (old > 0)
        {
            ReadOrWrite(FirstOfOld + _random.Next(old), Size);
        }
    }

    private void ReadOrWrite(int id, int size)
    {
        if (!Read(id))
        {
            Write(id, size);
        }
    }

    private void Open(int pageSize) =>
        _store = new CacheStore(
            new CacheCoreOptions { MemoryLimit = 16 << 20, PageSize = pageSize, BackgroundMaintenance = false, UseHugePages = false });

    private void Write(int id, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_key, id);
        Assert.That(_store.Set(_key, _value.AsSpan(0, length)), Is.EqualTo(WriteResult.Stored));
        Step();
    }

    private bool Read(int id)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_key, id);
        Step();
        return _store.Read(_key, _read, out _) == ReadResult.Hit;
    }

    private void Step()
    {
        if (++_requests % RequestsPerRound == 0)
        {
            _store.RunMaintenance();
        }
    }
}
