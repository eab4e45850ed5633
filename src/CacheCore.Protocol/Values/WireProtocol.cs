namespace CacheCore.Protocol;

/// <summary>The languages that a connection can speak.</summary>
public enum WireProtocol
{
    /// <summary>Lines of text, classic and meta commands mixed.</summary>
    Text,

    /// <summary>Frames with a 24-byte header.</summary>
    Binary,
}

/// <summary>Which language a connection speaks.</summary>
public static class WireProtocols
{
    /// <summary>The byte that every binary request begins with, and no text command.</summary>
    public const byte BinaryRequestMagic = 0x80;

    /// <summary>Tells the protocol of a connection, for good, from the first byte that it sends.</summary>
    /// <param name="firstByte">The first byte.</param>
    public static WireProtocol Of(byte firstByte) => firstByte == BinaryRequestMagic ? WireProtocol.Binary : WireProtocol.Text;
}
