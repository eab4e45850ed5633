using System.Buffers;
using CacheCore.Transport.Epoll;
using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Tests.Epoll;

internal sealed class InputBufferTests
{
    /// <summary>
    /// An array as oracle: whatever arrives and is consumed, what is left is the same bytes in the same order, and there is
    /// always room for more.
    /// </summary>
    [Test]
    public void What_is_kept_is_what_arrived([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        ConnectionMemory memory = new(limit: 1L << 40);
        var buffer = new InputBuffer(loop: null, memory);
        Queue<byte> expected = [];
        byte next = 0;
        for (int step = 0; step < 3_000; step++)
        {
            int waitedFor = random.Next(6) switch
            {
                0 => buffer.Length + random.Next(3_000_000),
                1 => buffer.Length + random.Next(100),
                _ => 1,
            };
            Assert.That(buffer.TryRoom(waitedFor, out Memory<byte> piece));
            Span<byte> room = piece.Span;
            Assert.That(room.IsEmpty, Is.False);
            int count = Math.Min(room.Length, 1 + random.Next(random.Next(10) == 0 ? 70_000 : 500));
            for (int i = 0; i < count; i++)
            {
                room[i] = next;
                expected.Enqueue(next++);
            }

            buffer.Advance(count);
            ReadOnlySequence<byte> held = buffer.Sequence;
            Assert.That(held.IsSingleSegment);
            if (!held.FirstSpan.SequenceEqual(expected.ToArray()))
            {
                Assert.Fail($"Step {step} of seed {seed}: something else is held.");
            }

            int left = random.Next(4) == 0 ? 0 : random.Next(buffer.Length + 1);
            Assert.That(buffer.TryKeepLast(left));
            while (expected.Count > left)
            {
                _ = expected.Dequeue();
            }

            Assert.That(memory.Used, left == 0 ? Is.Zero : Is.Positive);
        }
    }

    [Test]
    public void Announcing_much_takes_little()
    {
        var buffer = new InputBuffer(loop: null, new ConnectionMemory(limit: 0));
        Assert.That(buffer.TryRoom(1 << 30, out Memory<byte> room));
        Assert.That(room.Length, Is.LessThanOrEqualTo(2 << 20));
    }
}
