using System.Buffers.Binary;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>
/// As <see cref="Conversation"/>, in the binary protocol. CAS values are each server's own and are only compared as there or not.
/// </summary>
internal sealed class BinaryConversation(Peer reference, Peer ours, Random random)
{
    private const int HeaderLength = 24;
    private const int CasOffset = 16;

    /// <summary>Sends requests; null: the answers agree.</summary>
    public string? Ask(int count)
    {
        // The same dice for both, but each server's own CAS values.
        int seed = random.Next();
        (byte[] Request, string Answer, bool IsClosed) expected = Answer(reference, seed, count);
        (byte[] Request, string Answer, bool IsClosed) actual = Answer(ours, seed, count);
        if (expected.IsClosed || actual.IsClosed)
        {
            reference.Reconnect();
            ours.Reconnect();
        }

        return expected.Answer == actual.Answer && expected.IsClosed == actual.IsClosed
            ? null
            : $"asked: {Shown(Convert.ToHexString(expected.Request))}\nmemcached: "
                + $"{Around(expected.Answer, actual.Answer)} {expected.IsClosed}\n"
                + $"ours:      {Around(actual.Answer, expected.Answer)} {actual.IsClosed}";
    }

    private static (byte[] Request, string Answer, bool IsClosed) Answer(Peer peer, int seed, int count)
    {
        Random dice = new(seed);
        BinaryRequests requests = new(dice);
        byte[] request =
        [
            .. requests.Next(count, key => peer.Cas.GetValueOrDefault(key)).SelectMany(one => one),
            .. BinaryRequests.Sentinel,
        ];
        int[] cuts = dice.Next(3) == 0 ? [.. Enumerable.Range(0, 3).Select(_ => dice.Next(1, request.Length)).Order()] : [];
        byte[] answer = peer.Ask(request, cuts, BinaryRequests.SentinelReply, out bool isClosed);
        return (request, Masked(answer, peer), isClosed);
    }

    private static string Masked(byte[] answer, Peer peer)
    {
        for (int start = 0; start + HeaderLength <= answer.Length;)
        {
            Span<byte> header = answer.AsSpan(start, HeaderLength);
            ulong cas = BinaryPrimitives.ReadUInt64BigEndian(header[CasOffset..]);
            int keyLength = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
            if (cas != 0)
            {
                if (keyLength > 0)
                {
                    string key = System.Text.Encoding.Latin1.GetString(answer, start + HeaderLength + header[4], keyLength);
                    peer.Cas[key] = cas;
                }

                BinaryPrimitives.WriteUInt64BigEndian(header[CasOffset..], ulong.MaxValue);
            }

            start += HeaderLength + BinaryPrimitives.ReadInt32BigEndian(header[8..]);
        }

        return Convert.ToHexString(answer);
    }

    private static string Around(string text, string other)
    {
        int same = text.AsSpan().CommonPrefixLength(other);
        return text[Math.Max(0, same - 100)..Math.Min(text.Length, same + 100)];
    }

    private static string Shown(string hex) => hex.Length > 1600 ? $"{hex[..800]} … {hex[^800..]}" : hex;
}
