using Microsoft.Extensions.Hosting;

namespace CacheCore.Listener.Hosting;

/// <summary>Lets a server live as long as its host, and a client end the host where that is allowed.</summary>
internal sealed class MemcachedHostedService(MemcachedServer server, IHostApplicationLifetime? lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        server.ShutdownRequested += (_, _) => lifetime?.StopApplication();
        return server.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);
}
