namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Makes what messages are made of: mostly small things, now and then the largest and strangest that are allowed.</summary>
internal sealed class RandomText(Random random)
{
    private readonly byte[] _bytes = new byte[Pair.MaxLength];

    public int Next(int below) => random.Next(below);

    public bool OneIn(int count) => random.Next(count) == 0;

    public bool Flip() => OneIn(2);

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>1 to 250 bytes as a key of a text command may have them.</summary>
    public byte[] Key() => Word(OneIn(20) ? ProtocolLimits.MaxKeyLength : random.Next(1, 40));

    /// <summary>So many bytes without a space or a control character.</summary>
    public byte[] Word(int length)
    {
        byte[] word = new byte[length];
        for (int i = 0; i < length; i++)
        {
            int one = random.Next(33, 256);
            word[i] = (byte)(one == 127 ? 'x' : one);
        }

        return word;
    }

    /// <summary>Any bytes, often such as look like something else.</summary>
    public ReadOnlySpan<byte> Value()
    {
        if (OneIn(4))
        {
            return Pick("\r\n", "", "END\r\n", "get a\r\n", "\n", " ", "0") switch
            {
                "\r\n" => "\r\n"u8,
                "END\r\n" => "END\r\n"u8,
                "get a\r\n" => "get a\r\n"u8,
                "\n" => "\n"u8,
                " " => " "u8,
                "0" => "0"u8,
                _ => [],
            };
        }

        Span<byte> value = _bytes.AsSpan(0, random.Next(OneIn(20) ? 2000 : 60));
        random.NextBytes(value);
        return value;
    }

    /// <summary>1 to so many bytes of any kind.</summary>
    public byte[] Bytes(int most)
    {
        byte[] bytes = new byte[random.Next(1, most + 1)];
        random.NextBytes(bytes);
        return bytes;
    }

    public uint UInt32() => OneIn(4) ? Pick(0u, 1u, uint.MaxValue, 1u << 31) : (uint)random.NextInt64(1L << random.Next(1, 33));

    public int Int32() =>
        OneIn(4) ? Pick(0, -1, int.MinValue, int.MaxValue) : (int)(random.NextInt64(1L << random.Next(1, 32)) * Pick(1, -1));

    public int Length() => OneIn(4) ? Pick(0, 1, ProtocolLimits.MaxTextValueLength) : random.Next(1 << random.Next(1, 31));

    public ulong UInt64() => OneIn(4)
        ? Pick(0UL, 1UL, ulong.MaxValue, 1UL << 63)
        : (ulong)random.NextInt64() >> random.Next(0, 63);

    public long Int64() => OneIn(4) ? Pick(0L, -1L, long.MinValue, long.MaxValue) : random.NextInt64() >> random.Next(0, 63);

    /// <summary>Any subset of so many bits, often a small one.</summary>
    public ulong Bits(ulong among)
    {
        ulong bits = (ulong)random.NextInt64() | ((ulong)random.NextInt64() << 32);
        return among & (OneIn(4) ? bits : bits & (ulong)random.NextInt64() & (ulong)random.NextInt64());
    }
}
