namespace CacheCore.Listener.Administration;

/// <summary>What administration commands can ask of the server around them.</summary>
internal interface IServerControl
{
    /// <summary>Connections that are open.</summary>
    int ConnectionCount { get; }

    /// <summary>Whether connections are accepted now, and how it was before.</summary>
    AcceptFigures Accepting { get; }

    /// <summary>What is known of listeners and connections, by number.</summary>
    IReadOnlyList<ConnectionDescription> DescribeConnections();

    /// <summary>Seconds since the certificates were read; null = connections are not encrypted.</summary>
    long? SecondsSinceCertificates { get; }

    /// <summary>Reads the certificates once more; null = done, else what went wrong.</summary>
    string? TryReloadCertificates();

    /// <summary>Has the server end, soon.</summary>
    void RequestShutdown(bool isGraceful);
}

/// <summary>Whether connections are accepted.</summary>
/// <param name="IsAccepting">False: there are too many, and who comes waits.</param>
/// <param name="Pauses">How often it began to be so.</param>
/// <param name="PausedMicroseconds">How long it was so, all in all.</param>
internal readonly record struct AcceptFigures(bool IsAccepting, long Pauses, long PausedMicroseconds);

/// <summary>A connection, or an endpoint that is listened on, for <c>stats conns</c>.</summary>
/// <param name="Number">Tells it from others.</param>
/// <param name="Address">Of the client; of a listener its own.</param>
/// <param name="ListenAddress">Where the client came in; null for a listener.</param>
/// <param name="State">In memcached's words.</param>
/// <param name="IdleSeconds">Seconds since its last command.</param>
internal sealed record ConnectionDescription(int Number, string Address, string? ListenAddress, string State, long IdleSeconds);
