using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Sockets;

/// <summary>How a <see cref="SocketTransport"/> works.</summary>
public sealed class SocketSettings
{
    /// <summary>Threads that serve connections, where they have event loops.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Connections that may wait to be accepted.</summary>
    public int Backlog { get; init; } = 1024;

    /// <summary>What all connections may hold.</summary>
    public ConnectionMemory Memory { get; init; } = ConnectionMemory.Unlimited;

    /// <summary>Told of what the turn of a connection threw; the others go on.</summary>
    public Action<Exception> OnError { get; init; } = static _ => { };

    /// <summary>False: the platform's own sockets, as wherever there is no epoll.</summary>
    public bool UsesEventLoops { get; init; } = SocketTransport.HasEventLoops;
}
