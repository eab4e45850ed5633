namespace CacheCore.Transport.Epoll;

/// <summary>What can be said of a descriptor that is polled; the numbers are Linux's.</summary>
[Flags]
internal enum PollEvents : uint
{
    None = 0,
    Readable = 0x1,
    Writable = 0x4,
    Failed = 0x8,
    HungUp = 0x10,

    /// <summary>The peer will send no more.</summary>
    PeerEnded = 0x2000,

    /// <summary>Told once when it begins, not as long as it lasts.</summary>
    EdgeTriggered = 1u << 31,

    /// <summary>What may mean that reading will tell of an end.</summary>
    Ending = PeerEnded | HungUp | Failed,
}
