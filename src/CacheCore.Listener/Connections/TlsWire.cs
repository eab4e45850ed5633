using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using CacheCore.Listener.Security;
using CacheCore.Transport.Memory;
using CacheCore.Transport.Tls;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Listener.Connections;

/// <summary>An encrypted connection.</summary>
internal sealed class TlsWire : Wire
{
    private readonly SslStream _stream;
    private readonly DuplexStream _records;
    private readonly ServerCertificates _certificates;
    private readonly MemcachedClientCertificates _clients;

    public TlsWire(ConnectionContext transport, ServerCertificates certificates, MemcachedClientCertificates clients, ConnectionMemory memory)
        : this(transport, new DuplexStream(transport.Transport, hasRecords: true), certificates, clients, memory)
    {
    }

    private TlsWire(ConnectionContext transport, DuplexStream records, ServerCertificates certificates, MemcachedClientCertificates clients, ConnectionMemory memory)
        : this(transport, records, new SslStream(records, leaveInnerStreamOpen: true), certificates, clients, memory)
    {
    }

    private TlsWire(
        ConnectionContext transport, DuplexStream records, SslStream stream, ServerCertificates certificates, MemcachedClientCertificates clients, ConnectionMemory memory)
        : base(transport, new StreamInput(stream, records, memory), new StreamOutput(stream, memory))
    {
        _stream = stream;
        _records = records;
        _certificates = certificates;
        _clients = clients;
    }

    /// <summary>
    /// By TLS 1.3 a session is what each ticket stands for: two of them in the beginning, another one where a session goes on. By TLS 1.2 it is one that the server has
    /// to remember, as it does for a client that takes no tickets.
    /// </summary>
    public override int SessionsMade => _records.Flight switch
    {
        { IsTls13: true, IsResumed: false } => 2,
        { IsTls13: true } or { IsResumed: false, IsNumbered: true } => 1,
        _ => 0,
    };

    public override async ValueTask<bool> TryOpenAsync()
    {
        using var patience = new CancellationTokenSource(_certificates.HandshakeTimeout);
        try
        {
            await _stream.AuthenticateAsServerAsync(_certificates.For(_clients), patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or OperationCanceledException)
        {
            Refusal = _records.HasReceived || exception is OperationCanceledException ? TextOf(exception) : null; // a port that was looked at and left is no failure
            return false;
        }
    }

    public override string? BreachOf(Exception exception) =>
        exception is AuthenticationException or IOException { InnerException: not (null or IOException or SocketException or OperationCanceledException) } ? TextOf(exception) : null;

    private static string TextOf(Exception exception) => (exception.InnerException ?? exception).Message;

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
        catch (Exception exception) when (exception is IOException or InvalidOperationException or CryptographicException or AuthenticationException)
        {
            // The client has gone without a word, or said something that ended the encryption.
        }
        finally
        {
            await base.CloseAsync().ConfigureAwait(false);
        }
    }
}
