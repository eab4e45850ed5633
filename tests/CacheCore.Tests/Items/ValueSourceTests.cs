using System.Buffers;
using CacheCore.Access.Items;

namespace CacheCore.Tests.Items;

internal sealed class ValueSourceTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 20).Select(i => (byte)i)];

    [Test]
    public void Any_part_of_any_division_is_the_same_part_of_the_whole([Values(0, 1, 7, 19, 20)] int border)
    {
        for (int start = 0; start <= Bytes.Length; start++)
        {
            for (int length = 0; start + length <= Bytes.Length; length++)
            {
                byte[] expected = Bytes[start..(start + length)];
                var spans = new ValueSource(Bytes.AsSpan(0, border), Bytes.AsSpan(border));
                Assert.That(Copy(spans, start, length), Is.EqualTo(expected));
                ReadOnlySequence<byte> sequence = Sequence(border);
                Assert.That(Copy(new ValueSource(in sequence), start, length), Is.EqualTo(expected));
            }
        }
    }

    [Test]
    public void The_length_is_that_of_all_parts()
    {
        ReadOnlySequence<byte> sequence = Sequence(7);

        Assert.That(new ValueSource(Bytes).Length, Is.EqualTo(20));
        Assert.That(new ValueSource(Bytes, Bytes).Length, Is.EqualTo(40));
        Assert.That(new ValueSource(in sequence).Length, Is.EqualTo(20));
    }

    private static byte[] Copy(ValueSource source, int start, int length)
    {
        byte[] copy = new byte[length];
        source.CopyTo(start, copy);
        return copy;
    }

    private static ReadOnlySequence<byte> Sequence(int border)
    {
        var first = new Part(Bytes.AsMemory(0, border), 0, null);
        var last = new Part(Bytes.AsMemory(border), border, first);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(ReadOnlyMemory<byte> memory, long index, Part? previous)
        {
            Memory = memory;
            RunningIndex = index;
            if (previous is not null)
            {
                previous.Next = this;
            }
        }
    }
}
