using System.Buffers.Binary;
using System.Text;

namespace CacheCore.TestKit;

/// <summary>Makes binary requests over few keys: all opcodes, quiet forms, wrong lengths.</summary>
internal sealed class BinaryRequests(Random random)
{
    private static readonly string[] Keys = ["a", "b", "key", "counter", "n", "\0\u0001", new('k', 250)];
    private static readonly byte[] Storage = [0x01, 0x02, 0x03, 0x11, 0x12, 0x13];
    private static readonly byte[] Additions = [0x0E, 0x0F, 0x19, 0x1A];
    private static readonly byte[] Lookups = [0x00, 0x09, 0x0C, 0x0D];
    private static readonly byte[] Touches = [0x1C, 0x1D, 0x1E, 0x23, 0x24];
    private static readonly uint[] Exptimes = [0, 0, 0, 100, 2_000_000_000];
    private static readonly string[] Values = ["", "1", "10", "99", "2345678901234567", "x", "some value", "10  "];

    /// <summary>The request that ends a batch, and its reply: a no-op with an opaque of its own.</summary>
    public static byte[] Sentinel { get; } = RawFrame.Of(0x0A, "", [], [], 0xFEEDBEEF, 0);

    public static byte[] SentinelReply { get; } = [0x81, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFE, 0xED, 0xBE, 0xEF, 0, 0, 0, 0, 0, 0, 0,
        0];

    /// <summary>Some requests. Counting comes first, as among text commands.</summary>
    public byte[][] Next(int count, Func<string, ulong> casOf) =>
        [.. Enumerable.Range(0, count).Select(_ => Next(casOf)).OrderBy(request => request[1] is not (0x05 or 0x06 or 0x15 or 0x16))];

    private byte[] Next(Func<string, ulong> casOf)
    {
        string key = Pick(Keys);
        uint opaque = (uint)random.Next();
        ulong cas = random.Next(6) == 0 ? casOf(key) : 0;
        return random.Next(100) switch
        {
            < 30 => RawFrame.Of(Pick(Storage), key, Extras(Pick(0u, 1u, uint.MaxValue), Pick(Exptimes)), Value(), opaque, cas),
            < 38 => RawFrame.Of(Pick(Additions), key, [], Value(), opaque, cas),
            < 60 => RawFrame.Of(Pick(Lookups), key, [], [], opaque, 0),
            < 70 => RawFrame.Of(Pick(Touches), key, Extras(Pick(Exptimes)), [], opaque, 0),
            < 76 => RawFrame.Of(Pick((byte)0x04, (byte)0x14), key, [], [], opaque, cas),
            < 90 => RawFrame.Of(
                Pick((byte)0x05, (byte)0x06, (byte)0x15, (byte)0x16), Pick("counter", "n", key), Counting(), [], opaque, cas),
            < 93 => RawFrame.Of(0x0A, "", [], [], opaque, 0),
            < 94 => RawFrame.Of(Pick((byte)0x1B, (byte)0x44, (byte)0x25), "", [], [], opaque, 0),
            < 95 => RawFrame.Of(Pick((byte)0x08, (byte)0x18), "", random.Next(2) == 0 ? [] : Extras(0), [], opaque, 0),
            _ => RawFrame.Of(0x00, key, [], [], opaque, 0),
        };
    }

    // Short enough that a number with much behind it stays in one chunk: we count no large values, memcached no chunked ones.
    private byte[] Value() => random.Next(15) == 0 ? new byte[random.Next(200)] : Encoding.ASCII.GetBytes(Pick(Values));

    // No number from which 2^63 can be reached, as among text commands.
    private byte[] Counting()
    {
        byte[] extras = new byte[20];
        BinaryPrimitives.WriteUInt64BigEndian(extras, Pick(0UL, 1UL, 10UL, 1UL << 40));
        BinaryPrimitives.WriteUInt64BigEndian(extras.AsSpan(8), Pick(0UL, 5UL, 1000UL));
        BinaryPrimitives.WriteUInt32BigEndian(extras.AsSpan(16), Pick(0u, 100u, uint.MaxValue));
        return extras;
    }

    private static byte[] Extras(params uint[] numbers)
    {
        byte[] extras = new byte[sizeof(uint) * numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(extras.AsSpan(i * sizeof(uint)), numbers[i]);
        }

        return extras;
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
