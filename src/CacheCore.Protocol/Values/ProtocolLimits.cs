namespace CacheCore.Protocol;

/// <summary>The limits that memcached's protocols set, all in bytes unless they say otherwise.</summary>
public static class ProtocolLimits
{
    /// <summary>The longest key, as it lies on the wire.</summary>
    public const int MaxKeyLength = 250;

    /// <summary>The longest key that a Base64 key of <see cref="MaxKeyLength"/> characters can stand for.</summary>
    public const int MaxDecodedKeyLength = MaxKeyLength / 4 * 3;

    /// <summary>
    /// The longest command line without its line feed. Only a retrieval (get, gets, gat, gats) may be longer: its keys have no limit of
    /// their own, so whoever fills the buffer has to set one.
    /// </summary>
    public const int MaxLineLength = 2048;

    /// <summary>The largest value that a text command may announce.</summary>
    public const int MaxTextValueLength = int.MaxValue - 2;

    /// <summary>The largest body (extras, key and value) of a binary request.</summary>
    public const int MaxBinaryBodyLength = 1 << 30;

    /// <summary>The most words of a meta command's line, command and key among them.</summary>
    public const int MaxMetaWords = 20;

    /// <summary>The longest opaque of a meta command, the letter O not counted.</summary>
    public const int MaxOpaqueLength = 31;

    /// <summary>The longest name of a SASL mechanism.</summary>
    public const int MaxMechanismLength = 32;
}
