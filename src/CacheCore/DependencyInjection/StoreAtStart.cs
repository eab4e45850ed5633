namespace CacheCore.DependencyInjection;

/// <summary>
/// Options of nobody, which are made when the host starts and make a cache's store along: so what is wrong, and what is short, is said then
/// and not at the first request, and the meter has figures from the beginning.
/// Hosts look at options that are to be checked at start; a hosted service would need a package more.
/// </summary>
internal sealed class StoreAtStart
{
    public CacheStore? Store { get; set; }
}
