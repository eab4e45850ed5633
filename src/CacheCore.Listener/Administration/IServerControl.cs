using System.Net;
using CacheCore.Server.Connections;

namespace CacheCore.Listener.Administration;

/// <summary>What administration commands can ask of the server around them.</summary>
internal interface IServerControl
{
    /// <summary>Connections that are open.</summary>
    int ConnectionCount { get; }

    /// <summary>Where it listens, once it does.</summary>
    IReadOnlyList<EndPoint> BoundEndpoints { get; }

    /// <summary>Where it listens over UDP, once it does.</summary>
    IReadOnlyList<EndPoint> BoundUdpEndpoints { get; }

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
