using System.Net;
using System.Net.Sockets;

namespace CacheCore.Tool.Client;

/// <summary>Opens a stream to a server, encrypted where the settings say so.</summary>
internal static class ServerConnector
{
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

            await Patience.ForAsync(settings, patience => socket.ConnectAsync(address, patience), "does not accept connections", cancel).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var plain = new NetworkStream(socket, ownsSocket: true);
        return settings.Tls is { } tls ? await tls.EncryptAsync(plain, settings, cancel).ConfigureAwait(false) : plain;
    }
}
