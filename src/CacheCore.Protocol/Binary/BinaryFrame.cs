namespace CacheCore.Protocol.Binary;

/// <summary>
/// The frame of requests and replies, all numbers big-endian.
/// <code>
///  0       1        2            4         5      6              8              12        16       24
///  | magic | opcode | key length | extras  | data | reserved, or | body length  | opaque  | CAS    | extras | key | value |
///  |       |        |            | length  | type | status       |              |         |        |←──── body length ────→|
/// </code>
/// </summary>
public static class BinaryFrame
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderLength = 24;

    /// <summary>First byte of every request.</summary>
    public const byte RequestMagic = WireProtocols.BinaryRequestMagic;

    /// <summary>First byte of every reply.</summary>
    public const byte ReplyMagic = 0x81;

    internal const int FlagsExtras = 4;
    internal const int ExptimeExtras = 4;
    internal const int StorageExtras = 8;
    internal const int ArithmeticExtras = 20;

    internal const int OpcodeOffset = 1;
    internal const int KeyLengthOffset = 2;
    internal const int ExtrasLengthOffset = 4;
    internal const int StatusOffset = 6;
    internal const int BodyLengthOffset = 8;
    internal const int OpaqueOffset = 12;
    internal const int CasOffset = 16;
}
