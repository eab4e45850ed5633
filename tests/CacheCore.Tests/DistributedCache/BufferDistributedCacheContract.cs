using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheCore.Tests.DistributedCache;

/// <summary>What users of <see cref="IBufferDistributedCache"/> rely on besides.</summary>
public abstract class BufferDistributedCacheContract : DistributedCacheContract
{
    private IBufferDistributedCache Buffers => (IBufferDistributedCache)Cache;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [Test]
    public void NullArgumentsOfBufferMembersAreRefusedAtTheCallByName()
    {
        ArrayBufferWriter<byte> writer = new();
        using (Assert.EnterMultipleScope())
        {
            AssertRefuses("key", () => Buffers.TryGet(null!, writer));
            AssertRefuses("key", () => _ = Buffers.TryGetAsync(null!, writer, Token).AsTask());
            AssertRefuses("destination", () => Buffers.TryGet("key", null!));
            AssertRefuses("destination", () => _ = Buffers.TryGetAsync("key", null!, Token).AsTask());
            AssertRefuses("key", () => Buffers.Set(null!, default(ReadOnlySequence<byte>), Forever));
            AssertRefuses("key", () => _ = Buffers.SetAsync(null!, default(ReadOnlySequence<byte>), Forever, Token).AsTask());
            AssertRefuses("options", () => Buffers.Set("key", default(ReadOnlySequence<byte>), null!));
            AssertRefuses("options", () => _ = Buffers.SetAsync("key", default(ReadOnlySequence<byte>), null!, Token).AsTask());
        }
    }

    [Test]
    public async Task MissLeavesTheWriterUntouched()
    {
        UnwritableWriter writer = new();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Buffers.TryGet("key", writer), Is.False);
            Assert.That(await Buffers.TryGetAsync("key", writer, Token), Is.False);
        }
    }

    [Test]
    public void ExpiredItemIsAMissToTheWriter()
    {
        Cache.Set("key", Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) });
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(Buffers.TryGet("key", new UnwritableWriter()), Is.False);
    }

    [Test]
    public void HitAppendsTheValue()
    {
        ArrayBufferWriter<byte> writer = new();
        writer.Write<byte>([7, 7]);
        Cache.Set("key", Value, Forever);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Buffers.TryGet("key", writer), Is.True);
            Assert.That(writer.WrittenSpan.ToArray(), Is.EqualTo((byte[])[7, 7, .. Value]));
        }
    }

    [TestCase(100)]
    [TestCase(5_000)]
    [TestCase(500_000)]
    public void ValueLargerThanTheWritersSegmentArrivesWhole(int length)
    {
        byte[] large = new byte[length];
        new Random(length).NextBytes(large);
        Pipe pipe = new();
        Cache.Set("key", large, Forever);

        bool hit = Buffers.TryGet("key", pipe.Writer);
        pipe.Writer.Complete();
        pipe.Reader.TryRead(out System.IO.Pipelines.ReadResult result);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(hit, Is.True);
            Assert.That(result.Buffer.ToArray(), Is.EqualTo(large));
        }
    }

    [Test]
    public void EmptyValueIsAHitThatWritesNothing()
    {
        ArrayBufferWriter<byte> writer = new();
        Cache.Set("key", [], Forever);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Buffers.TryGet("key", writer), Is.True);
            Assert.That(writer.WrittenCount, Is.Zero);
        }
    }

    [Test]
    public async Task BufferMembersAreDoneWhenTheyReturn()
    {
        ArrayBufferWriter<byte> writer = new();
        ValueTask set = Buffers.SetAsync("key", new ReadOnlySequence<byte>(Value), Forever, Token);
        bool setIsDone = set.IsCompletedSuccessfully;
        await set;
        ValueTask<bool> get = Buffers.TryGetAsync("key", writer, Token);
        bool getIsDone = get.IsCompletedSuccessfully;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(setIsDone && getIsDone, Is.True);
            Assert.That(await get, Is.True);
            Assert.That(writer.WrittenSpan.ToArray(), Is.EqualTo(Value));
        }
    }

    [Test]
    public void TryGetRenewsTheSlidingWindow() => AssertRenews(() => Buffers.TryGet("key", new ArrayBufferWriter<byte>()));

    [Test]
    public void BufferSetKeepsExpirations()
    {
        Buffers.Set("key", new ReadOnlySequence<byte>(Value), new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) });

        AssertEndsAt("key", TimeSpan.FromMinutes(5));
    }

    [TestCaseSource(nameof(Sequences))]
    public async Task AnySequenceCanBeStored(ReadOnlySequence<byte> sequence)
    {
        byte[] expected = sequence.ToArray();
        Buffers.Set("sync", sequence, Forever);
        await Buffers.SetAsync("async", sequence, Forever, Token);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Cache.Get("sync"), Is.EqualTo(expected));
            Assert.That(Cache.Get("async"), Is.EqualTo(expected));
        }
    }

    [Test]
    public void MemoryOfAStoredSequenceIsTheCallersAgain()
    {
        byte[] memory = [1, 2, 3];
        Buffers.Set("key", new ReadOnlySequence<byte>(memory), Forever);
        memory.AsSpan().Fill(0xFF);

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void WriterThatThrowsHarmsNobody()
    {
        Cache.Set("key", Value, Forever);
        Assert.That(() => Buffers.TryGet("key", new UnwritableWriter()), Throws.InstanceOf<NotSupportedException>());

        Cache.Set("key", [4, 5], Forever);

        Assert.That(Cache.Get("key"), Is.EqualTo((byte[])[4, 5]));
    }

    [Test]
    public void WriterMayCallTheCacheItIsReadingFrom()
    {
        Cache.Set("key", Value, Forever);
        ReentrantWriter writer = new(() =>
        {
            Cache.Set("key", [9], Forever);
            Cache.Remove("key");
        });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Buffers.TryGet("key", writer), Throws.Nothing);
            Assert.That(Cache.Get("key"), Is.Null);
        }
    }

    private static IEnumerable<TestCaseData<ReadOnlySequence<byte>>> Sequences()
    {
        yield return new TestCaseData<ReadOnlySequence<byte>>(default) { TestName = "Default" };
        yield return new TestCaseData<ReadOnlySequence<byte>>(ReadOnlySequence<byte>.Empty) { TestName = "Empty" };
        yield return new TestCaseData<ReadOnlySequence<byte>>(new([1, 2, 3, 4, 5], 1, 3)) { TestName = "PartOfAnArray" };
        yield return new TestCaseData<ReadOnlySequence<byte>>(new(new NativeMemory([1, 2, 3]).Memory))
        {
            TestName = "MemoryWithoutAnArray",
        };
        yield return new TestCaseData<ReadOnlySequence<byte>>(Segment.Chain([1, 2], [], [3], [4, 5, 6])) { TestName = "SeveralSegments" };
        yield return new TestCaseData<ReadOnlySequence<byte>>(Segment.Chain([1, 2], [3, 4], [5, 6]).Slice(1, 4))
        {
            TestName = "PartOfSeveralSegments",
        };
        yield return new TestCaseData<ReadOnlySequence<byte>>(Segment.Chain(new byte[3000], [1], new byte[70_000]))
        {
            TestName = "LargeSegments",
        };
    }

    /// <summary>A writer that may be asked for room, and to which nothing may be committed.</summary>
    private sealed class UnwritableWriter : IBufferWriter<byte>
    {
        public void Advance(int count) => throw new NotSupportedException();

        public Memory<byte> GetMemory(int sizeHint = 0) => new byte[Math.Max(sizeHint, 16)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }

    /// <summary>A writer that does something else whenever it is asked for room.</summary>
    private sealed class ReentrantWriter(Action onRequest) : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _inner = new();

        public void Advance(int count) => _inner.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            onRequest();
            return _inner.GetMemory(sizeHint);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }

    /// <summary>Memory that gives away no array.</summary>
    private sealed class NativeMemory(byte[] bytes) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => bytes;

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override bool TryGetArray(out ArraySegment<byte> segment)
        {
            segment = default;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Chain(params byte[][] parts)
        {
            Segment first = new() { Memory = parts[0] };
            Segment last = first;
            foreach (byte[] part in parts.Skip(1))
            {
                Segment next = new() { Memory = part, RunningIndex = last.RunningIndex + last.Memory.Length };
                last.Next = next;
                last = next;
            }

            return new(first, 0, last, last.Memory.Length);
        }
    }
}
