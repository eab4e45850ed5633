using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using CacheCore.Transport.Memory;
using CacheCore.Transport.Tls;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Transport.Channels;

/// <summary>An encrypted connection, of either side.</summary>
public sealed class TlsChannel : Channel
{
    /// <summary>
    /// What the platform's streams and OpenSSL hold for a connection beside what is taken from the memory: docs/operations.md measures it.
    /// </summary>
    private const int BytesHeld = 48 << 10;

    private readonly SslStream _stream;
    private readonly DuplexStream _below;
    private readonly Func<SslStream, CancellationToken, Task> _shakeHands;
    private readonly TimeSpan _timeout;
    private readonly ConnectionMemory _memory;
    private bool _isCounted;

    private TlsChannel(
        ConnectionContext connection, DuplexStream below, SslStream stream, ConnectionMemory memory,
        Func<SslStream, CancellationToken, Task> shakeHands, TimeSpan timeout)
        : base(connection, new StreamInput(stream, below, memory), new StreamOutput(stream, memory))
    {
        _stream = stream;
        _below = below;
        _shakeHands = shakeHands;
        _timeout = timeout;
        _memory = memory;
    }

    /// <summary>A client's connection, at the server.</summary>
    /// <param name="connection">Closed with the channel.</param>
    /// <param name="options">What the handshake goes by.</param>
    /// <param name="timeout">Who has not shaken hands by then is refused.</param>
    /// <param name="memory">What it may take memory from.</param>
    public static TlsChannel OfServer(
        ConnectionContext connection, SslServerAuthenticationOptions options, TimeSpan timeout, ConnectionMemory memory) =>
        Over(connection, memory, isServer: true, (stream, timeout) => stream.AuthenticateAsServerAsync(options, timeout), timeout);

    /// <summary>A connection to a server, at its client.</summary>
    /// <param name="connection">Closed with the channel.</param>
    /// <param name="options">What the handshake goes by.</param>
    /// <param name="timeout">Who has not shaken hands by then is refused.</param>
    /// <param name="memory">What it may take memory from.</param>
    public static TlsChannel OfClient(
        ConnectionContext connection, SslClientAuthenticationOptions options, TimeSpan timeout, ConnectionMemory memory) =>
        Over(connection, memory, isServer: false, (stream, timeout) => stream.AuthenticateAsClientAsync(options, timeout), timeout);

    private static TlsChannel Over(
        ConnectionContext connection, ConnectionMemory memory, bool isServer, Func<SslStream, CancellationToken, Task> shakeHands,
        TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var below = new DuplexStream(connection.Transport, hasRecords: isServer);
        return new TlsChannel(connection, below, new SslStream(below, leaveInnerStreamOpen: true), memory, shakeHands, timeout);
    }

    /// <summary>
    /// By TLS 1.3 a session is what each ticket stands for: two of them in the beginning, another one where a session goes on. By TLS 1.2
    /// it is one that the server has to remember, as it does for a client that takes no tickets.
    /// </summary>
    public override int SessionsMade => _below.Flight switch
    {
        { IsTls13: true, IsResumed: false } => 2,
        { IsTls13: true } or { IsResumed: false, IsNumbered: true } => 1,
        _ => 0,
    };

    /// <summary>Shakes hands, if there is memory for one more encryption.</summary>
    public override async ValueTask<bool> TryOpenAsync()
    {
        _isCounted = _memory.TryCount(BytesHeld);
        if (!_isCounted)
        {
            return false;
        }

        using var timeout = new CancellationTokenSource(_timeout);
        try
        {
            await _shakeHands(_stream, timeout.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or OperationCanceledException)
        {
            // a port that was looked at and left is no failure
            Refusal = _below.HasReceived || exception is OperationCanceledException ? TextOf(exception) : null;
            return false;
        }
    }

    /// <inheritdoc/>
    public override string? BreachOf(Exception exception) =>
        exception is AuthenticationException
            or IOException { InnerException: not (null or IOException or SocketException or OperationCanceledException) }
            ? TextOf(exception)
            : null;

    private static string TextOf(Exception exception) => (exception.InnerException ?? exception).Message;

    /// <inheritdoc/>
    public override async ValueTask CloseAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false); // a client that does not take the farewell holds no memory meanwhile
        try
        {
            if (_stream.IsAuthenticated)
            {
                await _stream.ShutdownAsync().ConfigureAwait(false);
            }

            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or CryptographicException
            or AuthenticationException)
        {
            // The client has gone without a word, or said something that ended the encryption.
        }
        finally
        {
            _memory.Uncount(_isCounted ? BytesHeld : 0);
            _isCounted = false;
            await base.CloseAsync().ConfigureAwait(false);
        }
    }
}
