using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Tests.Memory;

internal sealed class ConnectionMemoryTests
{
    [Test]
    public void What_is_taken_counts_until_it_is_given_back()
    {
        ConnectionMemory memory = new(limit: 100_000);
        byte[] input = memory.TryRentInput(20_000)!;
        byte[] reply = memory.TryRentReply(20_000)!;
        Assert.That(memory.Used, Is.EqualTo(input.Length + reply.Length));
        Assert.That(
            (memory.TryRentInput(60_000), memory.TryRentReply(60_000), memory.TryRentReply(60_000)),
            Is.EqualTo(((byte[]?)null, (byte[]?)null, (byte[]?)null)));
        Assert.That((memory.RefusedInputs, memory.RefusedReplies), Is.EqualTo((1, 2)));

        memory.Return(input);
        memory.Return(reply);
        Assert.That(memory.Used, Is.Zero);
        Assert.That(memory.TryRentReply(60_000), Is.Not.Null);
    }

    /// <summary>What the pool hands out may be longer than what was asked for, and is what counts.</summary>
    [Test]
    public void The_limit_holds_for_what_is_handed_out()
    {
        ConnectionMemory memory = new(limit: 40_000);
        Assert.That(memory.TryRentInput(33_000), Is.Null, "33,000 bytes come as 65,536");
        Assert.That((memory.Used, memory.RefusedInputs), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Without_a_limit_there_is_always_more()
    {
        ConnectionMemory memory = new(limit: 0);
        byte[]? bytes = memory.TryRentInput(10_000_000);

        Assert.That((bytes is null, memory.RefusedInputs), Is.EqualTo((false, 0)));
    }

    [Test]
    public void Without_a_limit_it_counts_as_well()
    {
        ConnectionMemory memory = new(limit: 0);
        byte[] large = memory.TryRentReply(1_000_000)!;
        byte[] small = memory.TryRentInput(16_384)!;
        Assert.That(memory.Used, Is.EqualTo(large.Length + small.Length));

        memory.Return(large);
        memory.Return(small);
        Assert.That(memory.Used, Is.Zero);
    }

    [Test]
    public void The_peak_is_that_since_it_was_last_asked_for()
    {
        ConnectionMemory memory = new(limit: 0);
        byte[] stays = memory.TryRentReply(16_384)!;
        memory.Return(memory.TryRentReply(65_536)!);

        Assert.That(memory.TakePeak(), Is.EqualTo(16_384 + 65_536));
        Assert.That(memory.TakePeak(), Is.EqualTo(16_384));
        memory.Return(stays);
        Assert.That(memory.TakePeak(), Is.EqualTo(16_384), "as it began");
        Assert.That(memory.TakePeak(), Is.Zero);
    }

    [Test]
    public async Task Many_threads_never_take_more_than_there_is()
    {
        ConnectionMemory memory = new(limit: 1 << 20);
        int held = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            Random random = new(seed);
            Queue<byte[]> mine = [];
            for (int i = 0; i < 20_000; i++)
            {
                if (memory.TryRentReply(1 << random.Next(10, 18)) is { } bytes)
                {
                    mine.Enqueue(bytes);
                    int now = Interlocked.Add(ref held, bytes.Length);
                    for (int seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                    {
                        _ = Interlocked.CompareExchange(ref most, now, seen);
                    }
                }

                if (mine.Count > 12 || random.Next(3) == 0)
                {
                    GiveBack();
                }
            }

            while (GiveBack())
            {
            }

            bool GiveBack()
            {
                if (!mine.TryDequeue(out byte[]? bytes))
                {
                    return false;
                }

                _ = Interlocked.Add(ref held, -bytes.Length); // before, so that no more is seen held than is
                memory.Return(bytes);
                return true;
            }
        })));

        Assert.That(most, Is.InRange(512 << 10, 1 << 20));
        Assert.That(memory.RefusedReplies, Is.Positive, "nobody met the limit");
        Assert.That(memory.Used, Is.Zero);
    }
}
