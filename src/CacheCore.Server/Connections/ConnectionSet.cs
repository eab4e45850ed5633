using System.Collections.Concurrent;
using CacheCore.Protocol.Text;
using CacheCore.Server.Counting;
using CacheCore.Transport.Epoll;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Server.Connections;

/// <summary>The connections of a server: lets them in where there is room, has them served, and ends them. From any thread.</summary>
/// <param name="services">What they share.</param>
/// <param name="quota">How many there may be, and what becomes of the next one.</param>
/// <param name="onError">Told of what a connection met that it should not have; the others go on.</param>
#pragma warning disable CA1001 // a source without a time limit holds nothing that would have to be given back
internal sealed class ConnectionSet(ConnectionServices services, ConnectionQuota quota, Action<Exception> onError)
#pragma warning restore CA1001
{
    private readonly ConcurrentDictionary<int, ClientConnection> _connections = new();
    private readonly CancellationTokenSource _cutOff = new();
    private int _lastNumber;

    /// <summary>Connections that are open.</summary>
    public int Count => quota.Open;

    /// <summary>A number that nobody has: listeners and connections are numbered in one row.</summary>
    public int NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Has a connection served, or turned away; waits until it is known which.</summary>
    public async ValueTask AdmitAsync(ConnectionContext transport, EndpointSettings endpoint)
    {
        services.Counts.Add(ServerCounter.Connections);
        if (!await quota.EnterAsync().ConfigureAwait(false))
        {
            _ = RejectAsync(transport);
            return;
        }

        try
        {
            Serve(transport, endpoint);
        }
        catch
        {
            quota.Leave();
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
        foreach (ClientConnection connection in _connections.Values)
        {
            TimeSpan timeout = connection.Endpoint.IdleTimeout;
            if (timeout > TimeSpan.Zero && !connection.Endpoint.IsLocal && connection.IsWaiting && connection.Idle > timeout)
            {
                services.Counts.Add(ServerCounter.IdleKicks);
                connection.Close("idle_timeout");
            }
        }
    }

    /// <summary>Closes all, and waits until what they have asked for is answered.</summary>
    /// <param name="cancellationToken">Ends the patience: those that are left are cut off.</param>
    public async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        foreach (ClientConnection connection in _connections.Values)
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
        _cutOff.Cancel();
        foreach (ClientConnection connection in _connections.Values)
        {
            connection.Abort();
        }
    }

    private void Serve(ConnectionContext transport, EndpointSettings endpoint)
    {
        var connection = new ClientConnection(transport, services, endpoint, NextNumber(), _cutOff.Token);
        _connections[connection.Number] = connection;
        // elsewhere one may be served in one go for long
        _ = LoopThread.IsCurrent ? RunAsync(connection) : Task.Run(() => RunAsync(connection));
    }

    private async Task RunAsync(ClientConnection connection)
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
            quota.Leave();
            connection.End();
        }
    }

    private async Task RejectAsync(ConnectionContext transport)
    {
        try
        {
            services.Counts.Add(ServerCounter.Rejected);
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
                quota.Leave();
            }
        }
    }
}
