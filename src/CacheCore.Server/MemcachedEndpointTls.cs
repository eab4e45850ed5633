namespace CacheCore.Server;

/// <summary>Whether connections of one endpoint are encrypted.</summary>
public enum MemcachedEndpointTls
{
    /// <summary>TCP connections are if the listener has the Tls of the server; unix sockets are not.</summary>
    Auto,

    /// <summary>They are not.</summary>
    Off,

    /// <summary>They are, and clients are not asked for certificates.</summary>
    Server,

    /// <summary>They are, and clients have to show certificates.</summary>
    Mutual,
}
