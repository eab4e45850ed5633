using System.Net;
using System.Net.Sockets;
using CacheCore.Server.Connections;
using CacheCore.Transport.Sockets;

namespace CacheCore.Server.Endpoints;

/// <summary>
/// A UDP socket: a datagram comes, is carried out and answered, then the next one. There are no connections, so there is nobody to know.
/// </summary>
internal sealed class UdpEndpoint : IAsyncDisposable
{
    private const int LargestDatagram = 64 << 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Socket _socket;
    private readonly DatagramExecutor _executor;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;

    /// <param name="address">Where to listen.</param>
    /// <param name="executor">Who answers.</param>
    /// <param name="onError">Told of what a datagram led to that it should not have; the others go on.</param>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public UdpEndpoint(IPEndPoint address, DatagramExecutor executor, Action<Exception> onError)
    {
        _socket = BoundSocket.ForDatagrams(address);
        _executor = executor;
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _serving = Task.Run(() => ServeAsync(onError));
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Tells it from other listeners and from connections.</summary>
    public int Number => _executor.Number;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        _socket.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync(Action<Exception> onError)
    {
        byte[] datagram = new byte[LargestDatagram];
        var sender = new SocketAddress(EndPoint.AddressFamily);
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                int length = await _socket.ReceiveFromAsync(datagram, SocketFlags.None, sender, _ended.Token).ConfigureAwait(false);
                foreach (ReadOnlyMemory<byte> answer in await _executor.AnswerAsync(
                    datagram.AsMemory(0, length), _ended.Token).ConfigureAwait(false))
                {
                    _ = await _socket.SendToAsync(answer, SocketFlags.None, sender, _ended.Token).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                // It is over, or the store is.
            }
            catch (SocketException)
            {
                await Task.Delay(Pause).ConfigureAwait(false); // the client is not there any more; if it lasts, no processor is spent on it
            }
#pragma warning disable CA1031 // whatever one datagram led to, the next one must not hear of
            catch (Exception exception)
#pragma warning restore CA1031
            {
                onError(exception);
            }
        }
    }
}
