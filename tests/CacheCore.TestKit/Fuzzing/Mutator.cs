namespace CacheCore.TestKit;

/// <summary>
/// Makes streams of bytes that are nearly what clients or servers send: some messages that are known, bent here and
/// there.
/// </summary>
internal sealed class Mutator(byte[][] messages)
{
    private const int MostMessages = 6;
    private const int MostChanges = 5;

    // Where parsers think twice.
    private static readonly string[] Interesting =
    [
        "0", "-1", "-0", "+1", "1 ", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296", "2147483645",
            "2147483646",
        "18446744073709551615", "18446744073709551616", "00000000000000000000001", "noreply", " noreply", "\\r", "\\n", "\\r\\n", " ",
            "  ", "\\x00",
        "\\x80", "\\x81", "\\xff", "HTTP/1.1", "get ", "gats 0 ", "mg ", "ms k 1 ", "set k 0 0 1\\r\\n", "\\{249:k}", "\\{250:k}",
            "\\{251:k}", "Zm9v", "Zm9v b",
        "b", "O\\{31:o}", "O\\{32:o}", "T", "T-1", "all", "hash", "1,2,3", ",", "0.5", "1e400", "\\[00000000]", "\\[ffffffff]",
            "\\[0000000000000001]",
        "\\{2040: }", "\\{2049:x}", "VALUE a 0 ", "VA ", "VA 1 ", "END\\r\\n", "EN", "HD ", "ME a ", "STAT ", "ITEM ", "PREFIX ", "key=",
            "exp=", " W", " h1", "%",
        "%41", "ERROR", "CLIENT_ERROR ", "SERVER_ERROR ",
    ];

    private static readonly byte[][] InterestingBytes = [.. Interesting.Select(EscapedBytes.Parse)];

    public byte[] Next(Random random)
    {
        List<byte> bytes = [];
        for (int i = random.Next(1, MostMessages); i > 0; i--)
        {
            bytes.AddRange(messages[random.Next(messages.Length)]);
        }

        for (int i = random.Next(0, MostChanges); i > 0; i--)
        {
            Change(bytes, random);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count + 1);
        int length = Math.Min(random.Next(1, 12), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0:
                bytes.InsertRange(at, InterestingBytes[random.Next(Interesting.Length)]);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, InterestingBytes[random.Next(Interesting.Length)]);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4 when length > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 5 when length > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            default:
                byte[] other = messages[random.Next(messages.Length)];
                bytes.InsertRange(at, other.AsSpan(random.Next(other.Length)).ToArray());
                break;
        }
    }
}
