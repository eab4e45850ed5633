using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace CacheCore.Tests.DistributedCache;

/// <summary>The cache that CacheCore takes the place of keeps the same contract: proof that the contract is not of our making.</summary>
[TestFixture]
public sealed class MemoryDistributedCacheTests : DistributedCacheContract
{
    protected override IDistributedCache Create(TimeProvider clock) =>
        new MemoryDistributedCache(
            Microsoft.Extensions.Options.Options.Create(new MemoryDistributedCacheOptions { Clock = new ProviderClock(clock) }));

    private sealed class ProviderClock(TimeProvider provider) : ISystemClock
    {
        public DateTimeOffset UtcNow => provider.GetUtcNow();
    }
}
