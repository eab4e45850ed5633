using System.Net;
using CacheCore.Server.Connections;
using CacheCore.Transport.Addresses;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Server.Endpoints;

/// <summary>
/// One address that is listened on: whoever connects there is let in under the settings that hold there, one after the other.
/// </summary>
internal sealed class EndpointAcceptor : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private readonly IConnectionListener _listener;
    private readonly ConnectionSet _connections;
    private readonly Action<Exception> _onError;
    private readonly Task _accepting;
    private bool _isUnbound;

    /// <param name="listener">Disposed of with this.</param>
    /// <param name="settings">What holds for those who come.</param>
    /// <param name="connections">Where they are let in.</param>
    /// <param name="onError">Told of connections that could not be accepted, once a second at most. Those that come later get in.</param>
    public EndpointAcceptor(IConnectionListener listener, EndpointSettings settings, ConnectionSet connections, Action<Exception> onError)
    {
        _listener = listener;
        _connections = connections;
        _onError = onError;
        Settings = settings;
        Number = connections.NextNumber();
        _accepting = AcceptAsync();
    }

    public EndPoint EndPoint => _listener.EndPoint;

    public EndpointSettings Settings { get; }

    /// <summary>Tells it from other listeners and from connections.</summary>
    public int Number { get; }

    /// <summary>Nobody is accepted any more.</summary>
    public ValueTask UnbindAsync()
    {
        Volatile.Write(ref _isUnbound, true);
        return _listener.UnbindAsync(CancellationToken.None);
    }

    /// <summary>Waits for whoever is being let in; after <see cref="UnbindAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // not on a loop's thread, which ends with the server
        await _listener.DisposeAsync().ConfigureAwait(false);
        SocketFile.Remove(EndPoint);
    }

    private async Task AcceptAsync()
    {
        await Task.Yield();
        long silentUntil = 0;
        while (true)
        {
            try
            {
                ConnectionContext? transport = await _listener.AcceptAsync().ConfigureAwait(false);
                if (transport is null)
                {
                    return;
                }

                await _connections.AdmitAsync(transport, Settings).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // whatever it is, those who come later are to get in
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (Volatile.Read(ref _isUnbound))
                {
                    return;
                }

                silentUntil = TellOfFailure(exception, silentUntil);
                await Task.Delay(Pause).ConfigureAwait(false); // too many files open: give others time to close theirs
            }
        }
    }

    /// <returns>Until when nothing more is told.</returns>
    private long TellOfFailure(Exception exception, long silentUntil)
    {
        long now = Environment.TickCount64;
        if (now < silentUntil)
        {
            return silentUntil;
        }

        _onError(exception);
        return now + (long)Silence.TotalMilliseconds;
    }
}
