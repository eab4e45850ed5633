using System.Buffers;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>What the verbs take from the garbage-collected heap: nothing but what they return.</summary>
[NonParallelizable]
internal sealed class AllocationTests
{
    private const int Calls = 10_000;

    private static readonly byte[] Room = new byte[4096];
    private static readonly byte[] Small = Value(100);
    private static readonly byte[] Medium = Value(1000);
    private static readonly ItemOptions Sliding = new() { SlidingExpiration = TimeSpan.FromHours(1), Flags = 5 };

    private CacheStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _store = Create();
        _ = _store.Set("small", Small);
        _ = _store.Set("medium", Medium);
        _ = _store.Set("sliding", Small, in Sliding);
        _ = _store.Set("number", "1000000"u8);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    private static IEnumerable<TestCaseData<Action<CacheStore>>> FreeVerbs()
    {
        var writer = new ResettingWriter();
        yield return Case("Read into a span", store => store.Read("small", Room, out _));
        yield return Case("Read into a span, 1,000 bytes", store => store.Read("medium", Room, out _));
        yield return Case("Read into too short a span", store => store.Read("medium", Room.AsSpan(0, 1), out _));
        yield return Case("Read of a sliding item", store => store.Read("sliding", Room, out _));
        yield return Case("Read of nothing", store => store.Read("missing", Room, out _));
        yield return Case("Read by bytes", store => store.Read("small"u8, Room, out _));
        yield return Case("Read into a writer", store => store.Read("medium", writer));
        yield return Case("Contains", store => store.Contains("small"));
        yield return Case("TryGetInfo", store => store.TryGetInfo("sliding", out _));
        yield return Case("Set in place", store => store.Set("small", Small));
        yield return Case("Set anew", store => store.Set("medium", Medium));
        yield return Case("Set with options", store => store.Set("sliding", Small, in Sliding));
        yield return Case("Set and Remove", store =>
        {
            _ = store.Set("comes", Small);
            _ = store.Remove("comes");
        });
        yield return Case("Add that finds the key", store => store.Add("small", Small));
        yield return Case("Replace", store => store.Replace("small", Small));
        yield return Case("CompareAndSwap that fails", store => store.CompareAndSwap("small", Small, 1));
        yield return Case("Refresh", store => store.Refresh("sliding"));
        yield return Case("Touch", store => store.Touch("sliding", in Sliding));
        yield return Case("Increment", store => store.Increment("number", 1, out _));
        yield return Case("Decrement", store => store.Decrement("number", 1, out _));
        yield return Case("Remove of nothing", store => store.Remove("missing"));
    }

    [TestCaseSource(nameof(FreeVerbs))]
    public void Costs_nothing(Action<CacheStore> verb) => Assert.That(BytesFor(() => verb(_store)), Is.Zero);

    [TestCase("small", 100)]
    [TestCase("medium", 1000)]
    public void Get_costs_its_array_alone(string key, int length)
    {
        long array = BytesFor(() => GC.KeepAlive(new byte[length]));

        Assert.That(BytesFor(() => _store.Get(key)), Is.EqualTo(array));
    }

    [Test]
    public void ReadMany_costs_nothing()
    {
        string[] keys = ["small", "medium", "missing", "sliding"];
        int[] lengths = new int[keys.Length];

        Assert.That(BytesFor(() => _store.ReadMany(keys, Room, lengths)), Is.Zero);
    }

    [Test]
    public void Set_that_evicts_costs_nothing()
    {
        using CacheStore full = Create(1 << 20);
        byte[] key = new byte[8];
        int number = 0;
        for (int i = 0; i < 20_000; i++)
        {
            SetNext();
        }

        Assert.That(BytesFor(SetNext), Is.Zero);
        Assert.That(full.GetStatistics().Evictions, Is.GreaterThan(Calls));

        void SetNext()
        {
            _ = BitConverter.TryWriteBytes(key, ++number);
            _ = full.Set(key, Small);
        }
    }

    /// <summary>
    /// The least of three rounds: the first time that a lock of the runtime's finds another thread (here the maintainer) inside, it
    /// makes what it waits with.
    /// </summary>
    private static long BytesFor(Action call)
    {
        for (int i = 0; i < 100; i++)
        {
            call();
        }

        return Enumerable.Range(0, 3).Select(_ => BytesOfCalls(call)).Min();
    }

    private static long BytesOfCalls(Action call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static TestCaseData<Action<CacheStore>> Case(string name, Action<CacheStore> verb) =>
        new TestCaseData<Action<CacheStore>>(verb).SetArgDisplayNames(name);

    /// <summary>Hands out the same memory again and again.</summary>
    private sealed class ResettingWriter : IBufferWriter<byte>
    {
        private readonly byte[] _memory = new byte[4096];

        public void Advance(int count) => ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _memory.Length);

        public Memory<byte> GetMemory(int sizeHint = 0) => _memory;

        public Span<byte> GetSpan(int sizeHint = 0) => _memory;
    }
}
