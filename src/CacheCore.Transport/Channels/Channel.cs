using System.IO.Pipelines;
using CacheCore.Transport.Epoll;
using CacheCore.Transport.Memory;
using CacheCore.Transport.Tls;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Transport.Channels;

/// <summary>
/// The bytes of a connection as they are meant, whatever they look like on their way. What arrives always lies in one piece.
/// </summary>
public class Channel : IDuplexPipe
{
    /// <summary>Bytes that are sent as they are.</summary>
    /// <param name="connection">Closed with this.</param>
    /// <param name="memory">What it may take memory from.</param>
    public Channel(ConnectionContext connection, ConnectionMemory memory)
        : this(connection, InOnePiece(connection, memory), connection.Transport.Output)
    {
    }

    private protected Channel(ConnectionContext connection, PipeReader input, PipeWriter output)
    {
        Connection = connection;
        Input = input;
        Output = output;
    }

    /// <summary>What arrives.</summary>
    public PipeReader Input { get; }

    /// <summary>What is sent.</summary>
    public PipeWriter Output { get; }

    private protected ConnectionContext Connection { get; }

    /// <summary>Agrees with the peer on what is to be agreed on before the first byte; false: there is no agreement.</summary>
    public virtual ValueTask<bool> TryOpenAsync() => new(true);

    /// <summary>Why there was no agreement; null: there was, or the peer has left without a word.</summary>
    public string? Refusal { get; private protected set; }

    /// <summary>Sessions that a client may resume later which the agreement has made, as OpenSSL and so memcached counts them.</summary>
    public virtual int SessionsMade => 0;

    /// <summary>What the peer did to the encryption that ended it; null: this is something else.</summary>
    public virtual string? BreachOf(Exception exception) => null;

    /// <summary>Ends the connection, after everything that was flushed.</summary>
    public virtual async ValueTask CloseAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        await Output.CompleteAsync().ConfigureAwait(false);
        await Connection.Transport.Input.CompleteAsync().ConfigureAwait(false);
        await Connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
    }

    private static PipeReader InOnePiece(ConnectionContext connection, ConnectionMemory memory)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection is SocketConnection)
        {
            return connection.Transport.Input;
        }

        var stream = new DuplexStream(connection.Transport);
        return new StreamInput(stream, stream, memory);
    }
}
