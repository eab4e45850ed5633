namespace CacheCore.Access.Items;

/// <summary>
/// The right of a running factory to store what it makes. It is over as soon as anybody has changed or removed what is under its key, be
/// there anything or not, and once the factory's own value is stored: by then nobody may wait for that value any more.
/// </summary>
internal sealed class FactoryLease(ulong hash)
{
    private volatile bool _isOver;
    private volatile FactoryLease? _next;

    /// <summary>Of the key. Two keys of one hash end each other's leases, which costs the one an item that it might have had.</summary>
    public ulong Hash { get; } = hash;

    public bool IsOver => _isOver;

    /// <summary>The next of the same list; written under the lock of <c>FactoryLeases</c> and read by anybody.</summary>
    public FactoryLease? Next
    {
        get => _next;
        set => _next = value;
    }

    public void End() => _isOver = true;
}
