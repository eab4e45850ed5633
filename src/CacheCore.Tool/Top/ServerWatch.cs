using CacheCore.Tool.Client;

namespace CacheCore.Tool.Top;

/// <summary>Reads a server again and again, and goes on when it went away and came back.</summary>
internal sealed class ServerWatch(ClientSettings settings, TimeProvider clock) : IAsyncDisposable
{
    private MemcachedClient? _client;

    public ServerView View { get; private set; } = new(settings.Server);

    /// <summary>Takes a reading.</summary>
    /// <exception cref="ClientException">It could not be taken; the next call connects anew.</exception>
    /// <exception cref="RefusedException">The server's name is not known.</exception>
    public async Task ReadAsync(CancellationToken cancel)
    {
        try
        {
            _client ??= await MemcachedClient.ConnectAsync(settings, cancel).ConfigureAwait(false);
            View = View.With(await ServerReading.TakeAsync(_client, clock, cancel).ConfigureAwait(false));
        }
        catch
        {
            await DisconnectAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes a reading, or notes why there is none.</summary>
    public async Task TryReadAsync(CancellationToken cancel)
    {
        try
        {
            await ReadAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ClientException or RefusedException)
        {
            View = View.Without((failure as ClientException)?.Reason ?? failure.Message, clock.GetLocalNow());
        }
    }

    public async ValueTask DisposeAsync() => await DisconnectAsync().ConfigureAwait(false);

    private async Task DisconnectAsync()
    {
        if (_client is { } client)
        {
            _client = null;
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }
}
