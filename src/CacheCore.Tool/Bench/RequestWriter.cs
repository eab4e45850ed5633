using System.Buffers;
using System.Buffers.Text;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Tool.Bench;

/// <summary>Writes requests as text: keys are <c>key:NUMBER</c>, all values the same bytes.</summary>
internal sealed class RequestWriter(int valueSize, int keysPerGet)
{
    private const int LongestKey = 16;

    private readonly byte[] _value = MakeValue(valueSize);
    private readonly int _longest = MetaRequest.MaxOverhead + (LongestKey * keysPerGet) + valueSize;

    public void Write(IBufferWriter<byte> output, BenchVerb verb, IKeySource keys)
    {
        Span<byte> room = output.GetSpan(_longest);
        ReadOnlySpan<byte> key = verb == BenchVerb.Get ? default : KeyOf(keys.Next(), stackalloc byte[LongestKey]);
        int written = 0;
        _ = verb switch
        {
            BenchVerb.Get => TryWriteGet(room, keys, out written),
            BenchVerb.Set => new ClassicRequest { Verb = TextVerb.Set, Key = key }.TryWrite(room, _value, out written),
            BenchVerb.MetaGet =>
                new MetaRequest { Verb = TextVerb.MetaGet, Key = key, Flags = MetaFlags.ReturnValue }.TryWrite(room, out written),
            BenchVerb.MetaSet => new MetaRequest { Verb = TextVerb.MetaSet, Key = key }.TryWrite(room, _value, out written),
            _ => new ClassicRequest { Verb = TextVerb.Delete, Key = key }.TryWrite(room, out written),
        };
        output.Advance(written);
    }

    private bool TryWriteGet(Span<byte> room, IKeySource keys, out int written)
    {
        Span<byte> scratch = stackalloc byte[LongestKey];
        bool fits = ClassicRequest.TryBeginRetrieval(room, TextVerb.Get, exptime: 0, out written);
        for (int i = 0; i < keysPerGet; i++)
        {
            fits &= ClassicRequest.TryAddKey(room[written..], KeyOf(keys.Next(), scratch), out int more);
            written += more;
        }

        fits &= ClassicReplyWriter.LineEnd.TryCopyTo(room[written..]);
        written += ClassicReplyWriter.LineEnd.Length;
        return fits;
    }

    private static ReadOnlySpan<byte> KeyOf(int number, Span<byte> scratch)
    {
        ReadOnlySpan<byte> prefix = "key:"u8;
        prefix.CopyTo(scratch);
        _ = Utf8Formatter.TryFormat(number, scratch[prefix.Length..], out int digits);
        return scratch[..(prefix.Length + digits)];
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
