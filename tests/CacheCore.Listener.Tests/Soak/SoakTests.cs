using System.Net;
using CacheCore.Tests.Integrity;

namespace CacheCore.Listener.Tests.Soak;

/// <summary>
/// The soak against a server in this process, whose store is looked through at the end; the tool's tests hold the same against the native
/// server and watch its memory.
/// </summary>
[Stress]
internal sealed class SoakTests
{
    [Test]
    public async Task After_all_that_clients_do_the_store_is_whole()
    {
        await using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 128 << 20 });
        await using (MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [new("127.0.0.1:0")], Threads = 2 }))
        {
            await server.StartAsync();
            var run = new SoakRun((IPEndPoint)server.BoundEndpoints[0], () => store.GetStatistics().MemoryUsed);
            run.Run(SoakRun.Length / 2);
            Assert.That(run.Samples.Max(), Is.LessThanOrEqualTo(128 << 20));
        }

        StoreIntegrity.Check(store);
    }
}
