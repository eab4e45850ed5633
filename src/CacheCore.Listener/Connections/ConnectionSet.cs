using System.Collections.Concurrent;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol.Text;
using CacheCore.Transport.Epoll;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Listener.Connections;

/// <summary>The connections of a server: lets them in where there is room, has them served, and ends them. From any thread.</summary>
/// <param name="context">What their commands work on.</param>
/// <param name="server">What they may ask of the server.</param>
/// <param name="options">How many there may be, and what becomes of the next one.</param>
/// <param name="onError">Told of what a connection met that it should not have; the others go on.</param>
internal sealed class ConnectionSet(
    CommandContext context, IServerControl server, MemcachedListenerOptions options, Action<Exception> onError)
{
    private readonly ConcurrentDictionary<int, MemcachedConnection> _connections = new();
    private readonly ConnectionRoom _room = new(options.MaxConnections, options.WaitAtMaxConnections);
    private int _lastNumber;

    /// <summary>Connections that are open.</summary>
    public int Count => _room.Open;

    public AcceptFigures Accepting => _room.Figures;

    /// <summary>A number that nobody has: listeners and connections are numbered in one row.</summary>
    public int NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Has a connection served, or turned away; waits until it is known which.</summary>
    public async ValueTask AdmitAsync(ConnectionContext transport, EndpointRules rules)
    {
        context.Counts.Mine.Add(ListenerCounter.TotalConnections);
        if (!await _room.EnterAsync().ConfigureAwait(false))
        {
            _ = RejectAsync(transport);
            return;
        }

        try
        {
            Serve(transport, rules);
        }
        catch
        {
            _room.Leave();
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What is known of each, by number.</summary>
    public IEnumerable<ConnectionDescription> Describe() =>
        _connections.Values.Select(static one => one.Describe()).OrderBy(static one => one.Number);

    /// <summary>Closes those that have not asked for anything for longer than their endpoint allows.</summary>
    public void CloseIdle()
    {
        foreach (MemcachedConnection connection in _connections.Values)
        {
            TimeSpan timeout = connection.Rules.IdleTimeout;
            if (timeout > TimeSpan.Zero && !connection.Rules.IsLocal && connection.IsWaiting && connection.Idle > timeout)
            {
                context.Counts.Mine.Add(ListenerCounter.IdleKicks);
                connection.Close("idle_timeout");
            }
        }
    }

    /// <summary>Nobody gets in any more.</summary>
    public void LetNobodyIn() => _room.Close();

    /// <summary>Closes all, and waits until what they have asked for is answered.</summary>
    /// <param name="cancellationToken">Ends the patience: those that are left are cut off.</param>
    public async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        foreach (MemcachedConnection connection in _connections.Values)
        {
            connection.Close("shutdown");
        }

        using (cancellationToken.Register(static set => ((ConnectionSet)set!).AbortAll(), this))
        {
            await Task.WhenAll(_connections.Values.Select(static one => one.Ended)).ConfigureAwait(false);
        }
    }

    private void AbortAll()
    {
        foreach (MemcachedConnection connection in _connections.Values)
        {
            connection.Abort();
        }
    }

    private void Serve(ConnectionContext transport, EndpointRules rules)
    {
        var connection = new MemcachedConnection(transport, context, server, rules, NextNumber());
        _connections[connection.Number] = connection;
        // elsewhere one may be served in one go for long
        _ = LoopThread.IsCurrent ? RunAsync(connection) : Task.Run(() => RunAsync(connection));
    }

    private async Task RunAsync(MemcachedConnection connection)
    {
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever one connection met, the others must not hear of
        catch (Exception exception)
#pragma warning restore CA1031
        {
            onError(exception);
        }
        finally
        {
            _ = _connections.TryRemove(connection.Number, out _);
            _room.Leave();
            connection.End();
        }
    }

    private async Task RejectAsync(ConnectionContext transport)
    {
        try
        {
            context.Counts.Mine.Add(ListenerCounter.RejectedConnections);
            await transport.Transport.Output.WriteAsync(ReplyLines.TextOf(ReplyLine.TooManyConnections).ToArray()).ConfigureAwait(false);
            await transport.Transport.Input.CompleteAsync().ConfigureAwait(false);
            await transport.Transport.Output.CompleteAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has left before it was told.
        }
#pragma warning disable CA1031 // nobody waits for this to hear of it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            onError(exception);
        }
        finally
        {
            try
            {
                await transport.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                _room.Leave();
            }
        }
    }
}
