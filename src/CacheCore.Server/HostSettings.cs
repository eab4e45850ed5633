namespace CacheCore.Server;

/// <summary>Where a server listens, and for whom.</summary>
public sealed class HostSettings
{
    /// <summary>What is served, for the log.</summary>
    public required string Name { get; init; }

    /// <summary>Where to listen.</summary>
    public required IReadOnlyList<MemcachedEndpoint> Endpoints { get; init; }

    /// <summary>Where to listen over UDP.</summary>
    public IReadOnlyList<string> UdpAddresses { get; init; } = [];

    /// <summary>The most connections.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>True: one more waits until another one leaves. False: it is turned away.</summary>
    public bool WaitAtMaxConnections { get; init; }

    /// <summary>Threads that serve connections, where there are event loops.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Connections that may wait to be accepted.</summary>
    public int Backlog { get; init; } = 1024;

    /// <summary>When idle connections are closed; null = never.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Users of text connections; null = everybody.</summary>
    public string? AuthFile { get; init; }

    /// <summary>Users by SASL; null = no SASL.</summary>
    public string? SaslFile { get; init; }

    /// <summary>How connections are encrypted; null = they are not.</summary>
    public MemcachedTlsOptions? Tls { get; init; }

    /// <summary>True: the platform's own sockets, even where there are event loops.</summary>
    public bool UsesPlatformSockets { get; init; }
}
