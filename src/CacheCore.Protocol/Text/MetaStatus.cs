namespace CacheCore.Protocol.Text;

/// <summary>What the first two letters of a meta reply say.</summary>
public enum MetaStatus
{
    /// <summary><c>HD</c>, or <c>VA</c> where a value follows: done, or found.</summary>
    Done,

    /// <summary><c>EN</c>: mg found nothing.</summary>
    Miss,

    /// <summary><c>NF</c>: there is no such item.</summary>
    NotFound,

    /// <summary><c>NS</c>: the condition of the mode did not hold.</summary>
    NotStored,

    /// <summary><c>EX</c>: the CAS value is another one.</summary>
    Exists,
}
