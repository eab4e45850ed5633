using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Addresses;

namespace CacheCore.Tool.Client;

/// <summary>Opens a stream to a server, encrypted where the settings say so.</summary>
internal static class ServerConnector
{
    /// <summary>
    /// Opens something at the first address where somebody answers: a name may have several, and the server listen on one of them.
    /// </summary>
    /// <exception cref="ClientException">There is nobody at any; or whoever is there refuses.</exception>
    public static Task<T> FirstAsync<T>(ClientSettings settings, Func<EndPoint, Task<T>> open) =>
        FirstAsync(settings, ServerAddress.ResolveAll(settings.Server), open);

    /// <inheritdoc cref="FirstAsync{T}(ClientSettings, Func{EndPoint, Task{T}})"/>
    internal static async Task<T> FirstAsync<T>(ClientSettings settings, IReadOnlyList<EndPoint> addresses, Func<EndPoint, Task<T>> open)
    {
        ClientException? last = null;
        foreach (EndPoint address in addresses)
        {
            try
            {
                return await open(address).ConfigureAwait(false);
            }
            catch (ClientException failure) when (failure.ExitCode == ExitCode.Unavailable)
            {
                last = failure;
            }
        }

        throw last ?? new ClientException(ExitCode.Unavailable, settings.Server, "has no address");
    }

    /// <exception cref="ClientException">There is nobody, or nobody to be believed.</exception>
    public static async Task<Stream> ConnectAsync(ClientSettings settings, EndPoint address, CancellationToken cancel)
    {
        bool isUnix = address.AddressFamily == AddressFamily.Unix;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (!isUnix)
            {
                socket.NoDelay = true;
            }

            await Patience.ForAsync(
                settings, patience => socket.ConnectAsync(address, patience), "does not accept connections", cancel).ConfigureAwait(false);
        }
        catch (ClientException failure) when (isUnix && IsOfNoAddress(failure.InnerException))
        {
            socket.Dispose();
            string reason = SocketFile.MissingFolder(address) is { } folder
                ? $"there is no folder {folder}"
                : "there is no such unix socket";
            throw new ClientException(failure.ExitCode, settings.Server, reason, failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var plain = new NetworkStream(socket, ownsSocket: true);
        return settings.Tls is { } tls ? await tls.EncryptAsync(plain, settings, cancel).ConfigureAwait(false) : plain;
    }

    /// <summary>What the platform makes of a path where nothing is.</summary>
    private static bool IsOfNoAddress(Exception? failure) =>
        failure is SocketException { SocketErrorCode: SocketError.AddressNotAvailable };
}
