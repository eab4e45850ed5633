using System.Buffers;
using System.Buffers.Text;

namespace CacheCore.Tool.Bench;

/// <summary>Writes requests as text: keys are <c>key:NUMBER</c>, all values the same bytes.</summary>
internal sealed class RequestWriter(int valueSize, int keysPerGet)
{
    private const int LongestKey = 16;
    private const int LongestHead = 48;

    private readonly byte[] _value = MakeValue(valueSize);

    public void Write(IBufferWriter<byte> output, BenchVerb verb, IKeySource keys)
    {
        Span<byte> room = output.GetSpan(LongestHead + (LongestKey * keysPerGet) + valueSize);
        int at = verb switch
        {
            BenchVerb.Get => WriteGet(room, keys),
            BenchVerb.Set => WriteSet(room, keys.Next()),
            BenchVerb.MetaGet => Line(room, "mg "u8, keys.Next(), " v\r\n"u8),
            BenchVerb.MetaSet => WriteMetaSet(room, keys.Next()),
            _ => Line(room, "delete "u8, keys.Next(), "\r\n"u8),
        };
        output.Advance(at);
    }

    private int WriteGet(Span<byte> room, IKeySource keys)
    {
        int at = Put(room, 0, "get"u8);
        for (int i = 0; i < keysPerGet; i++)
        {
            at = Put(room, at, " "u8);
            at = PutKey(room, at, keys.Next());
        }

        return Put(room, at, "\r\n"u8);
    }

    private int WriteSet(Span<byte> room, int key)
    {
        int at = PutKey(room, Put(room, 0, "set "u8), key);
        at = PutNumber(room, Put(room, at, " 0 0 "u8), _value.Length);
        return PutValue(room, at);
    }

    private int WriteMetaSet(Span<byte> room, int key)
    {
        int at = PutKey(room, Put(room, 0, "ms "u8), key);
        at = PutNumber(room, Put(room, at, " "u8), _value.Length);
        return PutValue(room, at);
    }

    private int PutValue(Span<byte> room, int at) => Put(room, Put(room, Put(room, at, "\r\n"u8), _value), "\r\n"u8);

    private static int Line(Span<byte> room, ReadOnlySpan<byte> verb, int key, ReadOnlySpan<byte> rest) => Put(room, PutKey(room, Put(room, 0, verb), key), rest);

    private static int PutKey(Span<byte> room, int at, int key) => PutNumber(room, Put(room, at, "key:"u8), key);

    private static int PutNumber(Span<byte> room, int at, int number)
    {
        _ = Utf8Formatter.TryFormat(number, room[at..], out int written);
        return at + written;
    }

    private static int Put(Span<byte> room, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(room[at..]);
        return at + bytes.Length;
    }

    private static byte[] MakeValue(int size)
    {
        byte[] value = new byte[size];
        for (int i = 0; i < size; i++)
        {
            value[i] = (byte)('a' + (i % 26));
        }

        return value;
    }
}
