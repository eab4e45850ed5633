using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Top;

/// <summary>Reads a server again and again, and goes on when it went away and came back.</summary>
internal sealed class ServerWatch(ClientSettings settings, TimeProvider clock) : IAsyncDisposable
{
    private MemcachedClient? _client;

    /// <summary>The last reading; null before the first.</summary>
    public ServerReading? Latest { get; private set; }

    /// <summary>What happened between the last two readings; null where there are no two of the same run.</summary>
    public ServerRates? Rates { get; private set; }

    /// <summary>Why there is no newer reading; null = there is nothing wrong.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Since when there has been none, by local time.</summary>
    public DateTimeOffset? AwaySince { get; private set; }

    /// <summary>Takes a reading.</summary>
    /// <exception cref="ClientException">It could not be taken; the next call connects anew.</exception>
    /// <exception cref="RefusedException">The server's name is not known.</exception>
    public async Task ReadAsync(CancellationToken cancel)
    {
        try
        {
            _client ??= await MemcachedClient.ConnectAsync(settings, cancel).ConfigureAwait(false);
            ServerReading reading = await ServerReading.TakeAsync(_client, clock, cancel).ConfigureAwait(false);
            Rates = Latest is null ? null : ServerRates.Between(Latest, reading);
            (Latest, Trouble, AwaySince) = (reading, null, null);
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
            Trouble = (failure as ClientException)?.Reason ?? failure.Message;
            AwaySince ??= clock.GetLocalNow();
            Rates = null;
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
