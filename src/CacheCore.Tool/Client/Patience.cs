using System.Globalization;
using System.Net.Sockets;

namespace CacheCore.Tool.Client;

/// <summary>Waits for a server no longer than the settings allow, and says in one way what went wrong.</summary>
internal static class Patience
{
    /// <param name="settings">Whose patience it is.</param>
    /// <param name="wait">What may take its time.</param>
    /// <param name="complaint">What to say of a server that takes more.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ClientException">It took too long, or the connection broke.</exception>
    public static async ValueTask<T> ForAsync<T>(
        ClientSettings settings, Func<CancellationToken, ValueTask<T>> wait, string complaint, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(settings.Timeout);
        try
        {
            return await wait(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException timeout) when (!cancel.IsCancellationRequested)
        {
            throw new ClientException(
                ExitCode.Unavailable, settings.Server,
                string.Create(CultureInfo.InvariantCulture, $"{complaint} for {settings.Timeout.TotalSeconds:0.###} s"), timeout);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            throw new ClientException(ExitCode.Unavailable, settings.Server, ReasonOf(failure.InnerException ?? failure), failure);
        }
    }

    /// <summary>Of a socket without the address, which everybody says who tells of a server.</summary>
    private static string ReasonOf(Exception failure) =>
        failure is SocketException socket ? new SocketException((int)socket.SocketErrorCode).Message : failure.Message;

    /// <inheritdoc cref="ForAsync{T}"/>
    public static async ValueTask ForAsync(
        ClientSettings settings, Func<CancellationToken, ValueTask> wait, string complaint, CancellationToken cancel) =>
        await ForAsync(
            settings,
            async patience =>
            {
                await wait(patience).ConfigureAwait(false);
                return 0;
            },
            complaint,
            cancel).ConfigureAwait(false);
}
