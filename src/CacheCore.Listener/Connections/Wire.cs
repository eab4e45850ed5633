using System.IO.Pipelines;
using CacheCore.Transport.Epoll;
using CacheCore.Transport.Memory;
using CacheCore.Transport.Tls;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Listener.Connections;

/// <summary>The bytes of a connection as they are meant, whatever they look like on their way. What arrives always lies in one piece.</summary>
internal class Wire
{
    public Wire(ConnectionContext transport, ConnectionMemory memory)
        : this(transport, transport is SocketConnection ? transport.Transport.Input : InOnePiece(new DuplexStream(transport.Transport), memory), transport.Transport.Output)
    {
    }

    protected Wire(ConnectionContext transport, PipeReader input, PipeWriter output)
    {
        Transport = transport;
        Input = input;
        Output = output;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    protected ConnectionContext Transport { get; }

    /// <summary>Agrees with the client on what is to be agreed on before the first command; false: there is no agreement.</summary>
    public virtual ValueTask<bool> TryOpenAsync() => new(true);

    /// <summary>Why there was no agreement; null: there was, or the client has left without a word.</summary>
    public string? Refusal { get; protected set; }

    /// <summary>Sessions that a client may go on with later which the agreement has made, as OpenSSL and so memcached counts them.</summary>
    public virtual int SessionsMade => 0;

    /// <summary>What a client did to the encryption that ended it; null: this is something else.</summary>
    public virtual string? BreachOf(Exception exception) => null;

    /// <summary>Ends the connection, after everything that was flushed.</summary>
    public virtual async ValueTask CloseAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        await Output.CompleteAsync().ConfigureAwait(false);
        await Transport.Transport.Input.CompleteAsync().ConfigureAwait(false);
        await Transport.Transport.Output.CompleteAsync().ConfigureAwait(false);
        await Transport.DisposeAsync().ConfigureAwait(false);
    }

    private static StreamInput InOnePiece(DuplexStream stream, ConnectionMemory memory) => new(stream, stream, memory);
}
