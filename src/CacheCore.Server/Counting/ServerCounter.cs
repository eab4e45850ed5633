namespace CacheCore.Server.Counting;

/// <summary>What a server counts that has nothing to do with what its commands mean.</summary>
public enum ServerCounter
{
    /// <summary>Connections that came.</summary>
    Connections,

    /// <summary>Those that were turned away.</summary>
    Rejected,

    /// <summary>Those that were closed because they asked for nothing.</summary>
    IdleKicks,

    /// <summary>Encrypted connections whose client did not shake hands.</summary>
    FailedHandshakes,

    /// <summary>What clients of encrypted connections may resume later.</summary>
    TlsSessions,

    /// <summary>Encrypted connections whose client said what made no sense of the encryption.</summary>
    TlsBreaches,

    /// <summary>Attempts to show credentials.</summary>
    Logins,

    /// <summary>Those that were wrong.</summary>
    LoginFailures,

    /// <summary>Those that had to wait.</summary>
    LoginDelays,

    /// <summary>Pipelines that left a turn to others.</summary>
    Yields,

    /// <summary>Bytes of requests.</summary>
    BytesRead,

    /// <summary>Bytes of replies.</summary>
    BytesWritten,
}
