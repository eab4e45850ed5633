namespace CacheCore.Server;

/// <summary>What the clients of an endpoint speak.</summary>
public enum MemcachedProtocol
{
    /// <summary>The first byte of each connection decides.</summary>
    Auto,

    /// <summary>Text: classic and meta commands.</summary>
    Text,

    /// <summary>The binary protocol.</summary>
    Binary,
}
