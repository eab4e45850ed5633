using System.Runtime.CompilerServices;
using CacheCore.Protocol.Text;
using CacheCore.Server.Counting;
using CacheCore.Server.Watch;

namespace CacheCore.Server.Sessions;

/// <summary>One connection, as far as commands have to do with it. For one thread at a time.</summary>
/// <param name="number">Tells it from others in logs and statistics.</param>
/// <param name="output">Where its replies go.</param>
public sealed class ClientSession(int number, ReplyBuffer output)
{
    private IDeferred? _deferred;

    /// <summary>Tells it from others in logs and statistics.</summary>
    public int Number { get; } = number;

    /// <summary>Where its replies go.</summary>
    public ReplyBuffer Output { get; } = output;

    /// <summary>How long the connection is left alone, without a thread, before it goes on; zero = not at all.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What the connection watches from now on; null = it does not.</summary>
    public Watcher? Watcher { get; set; }

    /// <summary>True once nothing more is to be carried out.</summary>
    public bool IsOver { get; set; }

    /// <summary>True if it is over because of what the client did wrong.</summary>
    public bool IsAtFault { get; set; }

    /// <summary>The key of a command that is carried out, if its line had it as Base64.</summary>
    public byte[] DecodedKey { get; } = new byte[Protocol.ProtocolLimits.MaxDecodedKeyLength];

    /// <summary>What it counts.</summary>
    internal Traffic Traffic { get; } = new();

    /// <summary>True while the rest of a command is still to come.</summary>
    public bool IsDeferred => _deferred is not null;

    /// <summary>What the last command leads to; false: the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // asked after each command
    public bool TryGetOutcome(out ExecutionStatus outcome)
    {
        ExecutionStatus status = IsOver ? ExecutionStatus.Closed
            : IsDeferred ? ExecutionStatus.Waits
            : Watcher is not null ? ExecutionStatus.Watching
            : ExecutionStatus.Paused;
        outcome = status;
        return status != ExecutionStatus.Paused || Output.Pending >= Limits.MostPending;
    }

    /// <summary>The rest of the command comes later, and the next command after it.</summary>
    public void Defer(IDeferred rest) => _deferred = rest;

    /// <summary>
    /// Has what takes long carried out on the thread pool, so that the other connections of the thread do not wait for it.
    /// </summary>
    public void Offload(Action work) => Defer(OffloadedWork.Of(work));

    /// <summary>The same in pieces, each of which may write a part of the reply.</summary>
    public void Offload(IEnumerator<bool> pieces) => Defer(new OffloadedWork(pieces));

    /// <summary>Goes on with what was deferred.</summary>
    /// <param name="cancellationToken">The server ends: nobody waits for the rest.</param>
    /// <returns>True: it is not done; to be called again once what it has written is sent.</returns>
    public async ValueTask<bool> ContinueAsync(CancellationToken cancellationToken)
    {
        if (_deferred is { } deferred && await deferred.ContinueAsync(cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        Drop();
        return false;
    }

    /// <summary>Forgets what was deferred.</summary>
    public void Drop()
    {
        _deferred?.Dispose();
        _deferred = null;
    }

    /// <summary>Answers a line unless the request does not want it.</summary>
    public void Answer(in TextCommand command, ReplyLine line)
    {
        if (!command.NoReply)
        {
            Output.Add(line);
        }
    }
}
