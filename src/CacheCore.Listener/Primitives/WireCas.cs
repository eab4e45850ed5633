namespace CacheCore.Listener.Primitives;

/// <summary>
/// CAS values as clients know them. Turned off, as memcached's <c>-C</c> does, all of them are 0 and none can be set: whoever compares
/// finds 0, and a value that is to be stored after a comparison never is.
/// </summary>
internal sealed class WireCas(bool isOn)
{
    /// <summary>No item has it.</summary>
    private const ulong Never = ulong.MaxValue;

    /// <summary>What a client is shown of an item's.</summary>
    public ulong Shown(ulong cas) => isOn ? cas : 0;

    /// <summary>What an item must have for a command that changes or removes it; null = any.</summary>
    public ulong? Expected(ulong? asked) => isOn || asked is null ? asked : asked == 0 ? null : Never;

    /// <summary>What an item must have to be replaced; null = any.</summary>
    public ulong? ExpectedToStore(ulong? asked) => isOn || asked is null ? asked : Never;

    /// <summary>What a client gives an item; null = a new one.</summary>
    public ulong? Own(ulong? given) => isOn ? given : null;
}
