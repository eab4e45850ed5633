using System.Buffers;
using CacheCore.Tests.Integrity;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>What a caller's buffer writer may rely on.</summary>
internal sealed class WriterTests
{
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp() => _store = Create();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(300)]
    [TestCase(5000)]
    [TestCase(70_000)]
    public void A_writer_gets_the_value_and_is_advanced_once(int length)
    {
        var writer = new CountingWriter();
        _ = _store.Set("key", Value(length));

        Assert.That(_store.Read("key", writer), Is.True);
        Assert.That(writer.Inner.WrittenSpan.SequenceEqual(Value(length)));
        Assert.That(writer.Advances, Is.EqualTo(1));
    }

    [Test]
    public void A_writer_is_not_advanced_on_a_miss()
    {
        var writer = new CountingWriter();

        Assert.That(_store.Read("key", writer), Is.False);
        Assert.That(writer.Advances, Is.Zero);
        Assert.That(writer.Inner.WrittenCount, Is.Zero);
    }

    [Test]
    public void A_value_is_written_behind_what_is_there()
    {
        var writer = new ArrayBufferWriter<byte>();
        writer.Write("before "u8);
        _ = _store.Set("key", "value"u8);
        _ = _store.Read("key", writer);

        Assert.That(Text(writer.WrittenSpan.ToArray()), Is.EqualTo("before value"));
    }

    [TestCase(5)]
    [TestCase(70_000)]
    public void A_writer_that_throws_leaves_the_store_sound(int length)
    {
        _ = _store.Set("key", Value(length));

        Assert.That(() => _store.Read("key", new ThrowingWriter(inAdvance: false)), Throws.InvalidOperationException);
        Assert.That(() => _store.Read("key", new ThrowingWriter(inAdvance: true)), Throws.InvalidOperationException);
        Assert.That(_store.Set("key", "other"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(Text(_store.Get("key")), Is.EqualTo("other"));
        StoreIntegrity.Check(_store);
    }

    [Test]
    public void A_writer_that_hands_out_less_than_was_asked_for_is_refused()
    {
        _ = _store.Set("key", Value(100));

        Assert.That(
            () => _store.Read("key", new ShortWriter()),
            Throws.InvalidOperationException.With.Message.Contains("asked for 100 bytes and handed out 8"));
    }

    private sealed class CountingWriter : IBufferWriter<byte>
    {
        public ArrayBufferWriter<byte> Inner { get; } = new();

        public int Advances { get; private set; }

        public void Advance(int count)
        {
            Advances++;
            Inner.Advance(count);
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => Inner.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => Inner.GetSpan(sizeHint);
    }

    private sealed class ThrowingWriter(bool inAdvance) : IBufferWriter<byte>
    {
        public void Advance(int count) => throw new InvalidOperationException("Advance");

        public Memory<byte> GetMemory(int sizeHint = 0) => GetSpan(sizeHint).ToArray();

        public Span<byte> GetSpan(int sizeHint = 0) =>
            inAdvance ? new byte[Math.Max(1, sizeHint)] : throw new InvalidOperationException("GetSpan");
    }

    /// <summary>Breaks the contract: eight bytes, whatever is asked for. Gives up after many calls, so that the test ends.</summary>
    private sealed class ShortWriter : IBufferWriter<byte>
    {
        private int _calls;

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => new byte[8];

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Assert.That(++_calls, Is.LessThan(100), "The store asks for ever.");
            return new byte[8];
        }
    }
}
