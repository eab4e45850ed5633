namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Has one half write and the other read what comes of it in pieces, and demands that nothing is lost on the way.</summary>
internal static class PairRun
{
    private const int LongestStream = 24;

    /// <summary>Sends so many messages. The same seed gives the same ones.</summary>
    public static void Run(Pair pair, int messages, int seed)
    {
        byte[] stream = new byte[LongestStream * Pair.MaxLength];
        List<string> said = [];
        List<string> read = [];
        for (int sent = 0; sent < messages; sent += said.Count)
        {
            var random = new Random(unchecked((seed * 1_000_003) + sent));
            var text = new RandomText(random);
            said.Clear();
            int length = 0;
            for (int left = Math.Min(random.Next(1, LongestStream), messages - sent); left > 0; left--)
            {
                said.Add(pair.Write(text, stream.AsSpan(length, Pair.MaxLength), out int written));
                length += written;
            }

            Receive(pair, stream, length, Cuts.Random(random, length), read);
            if (!read.SequenceEqual(said, StringComparer.Ordinal))
            {
                Assert.That(
                    read, Is.EqualTo(said), $"{pair}, seed {seed}, message {sent}: {EscapedBytes.Format(stream.AsSpan(0, length))}");
            }
        }
    }

    private static void Receive(Pair pair, byte[] stream, int length, int[] cuts, List<string> read)
    {
        read.Clear();
        int start = 0;
        foreach (int end in cuts.Append(length))
        {
            int consumed = pair.Read(stream.AsSpan(start..end), read);
            start += consumed;
        }

        Assert.That(start, Is.EqualTo(length), $"{pair}: all is read");
    }
}
