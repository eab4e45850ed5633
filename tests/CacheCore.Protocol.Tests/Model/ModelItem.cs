namespace CacheCore.Protocol.Tests.Model;

/// <summary>What the model keeps under a key.</summary>
internal sealed class ModelItem
{
    public required byte[] Value { get; set; }

    public uint ClientFlags { get; set; }

    /// <summary>Second at which it expires; null = never.</summary>
    public long? ExpiresAt { get; set; }

    public ulong Cas { get; set; }

    public bool WasFetched { get; set; }

    public bool IsStale { get; set; }

    public bool IsAwarded { get; set; }
}
