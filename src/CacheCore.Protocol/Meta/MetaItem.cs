namespace CacheCore.Protocol.Meta;

/// <summary>All that the flags of a meta command can ask about an item. A reply takes from it what its request asks for.</summary>
public readonly struct MetaItem
{
    /// <summary>The <see cref="Ttl"/> of an item that does not expire.</summary>
    public const long NoTtl = -1;

    /// <summary>Makes one of an item without time to live.</summary>
    public MetaItem()
    {
    }

    /// <summary>Length of the value in bytes, after the command.</summary>
    public int Size { get; init; }

    /// <summary>The caller's 32 bits.</summary>
    public uint ClientFlags { get; init; }

    /// <summary>The CAS value, after the command; 0 where nothing was stored.</summary>
    public ulong Cas { get; init; }

    /// <summary>
    /// Seconds that the item has left, as the command found it, or <see cref="NoTtl"/>.
    /// Of an item that the command has made: <see cref="NoTtl"/>.
    /// </summary>
    public long Ttl { get; init; } = NoTtl;

    /// <summary>
    /// Seconds that the item has left after flag T, or flag N, has taken effect, or <see cref="NoTtl"/>. Without these flags not looked at.
    /// </summary>
    public long NewTtl { get; init; } = NoTtl;

    /// <summary>Seconds since the item was last used, as the command found it.</summary>
    public long IdleSeconds { get; init; }

    /// <summary>True if the item was fetched before this command.</summary>
    public bool WasFetched { get; init; }

    /// <summary>True if a client was told before this command that it is to renew the item: <c>Z</c>.</summary>
    public bool IsAwarded { get; init; }

    /// <summary>True if the item is marked stale: <c>X</c>.</summary>
    public bool IsStale { get; init; }

    /// <summary>True if this client is the one to renew the item: <c>W</c>.</summary>
    public bool IsWon { get; init; }
}
