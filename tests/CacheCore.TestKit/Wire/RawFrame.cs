using System.Buffers.Binary;
using System.Text;

namespace CacheCore.TestKit;

/// <summary>Binary requests as bytes, right or wrong: of opcodes that there are not, with extras that do not belong to them.</summary>
internal static class RawFrame
{
    private const int HeaderLength = 24;

    public static byte[] Of(byte opcode, string key, byte[] extras, byte[] value, uint opaque, ulong cas)
    {
        byte[] header = new byte[HeaderLength];
        byte[] keyBytes = Encoding.Latin1.GetBytes(key);
        header[0] = 0x80;
        header[1] = opcode;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)keyBytes.Length);
        header[4] = (byte)extras.Length;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), extras.Length + keyBytes.Length + value.Length);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), opaque);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(16), cas);
        return [.. header, .. extras, .. keyBytes, .. value];
    }
}
