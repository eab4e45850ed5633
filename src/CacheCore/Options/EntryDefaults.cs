namespace CacheCore.Options;

/// <summary>
/// What counts for an entry of a distributed cache whose writer says nothing. Never changes, so that it can be replaced while others
/// use it.
/// </summary>
internal sealed class EntryDefaults(CacheCoreOptions options)
{
    public readonly ItemOptions Lifetime = new()
    {
        AbsoluteExpirationRelativeToNow = options.DefaultExpiration,
        SlidingExpiration = options.DefaultSlidingExpiration,
    };

    public bool ThrowOnRejectedSet { get; } = options.ThrowOnRejectedSet;
}
