namespace CacheCore.Server;

/// <summary>Whether clients have to show certificates.</summary>
public enum MemcachedClientCertificates
{
    /// <summary>They are not asked.</summary>
    None,

    /// <summary>They are asked; whoever shows none may come, whoever shows a wrong one may not.</summary>
    Request,

    /// <summary>Only those who show a right one may come.</summary>
    Require,
}
