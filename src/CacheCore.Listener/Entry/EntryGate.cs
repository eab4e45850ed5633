using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Entry;

/// <summary>Where a connection shows its credentials, and waits if too many were wrong. One for each connection.</summary>
/// <param name="rules">Those of its endpoint.</param>
/// <param name="origin">Where it comes from.</param>
/// <param name="counts">Where attempts are counted.</param>
internal sealed class EntryGate(EntryRules rules, ulong origin, ListenerCounts counts)
{
    private int _failures;
    private bool _hasWaited;

    public bool IsSasl => rules.IsSasl;

    /// <summary>
    /// False: the connection is to be left alone for the delay that the client now has; then the attempt comes again, and may be looked at.
    /// </summary>
    public bool MayTry(ClientSession client)
    {
        long now = Environment.TickCount64;
        long delay = _hasWaited ? 0 : AttemptPolicy.DelayOf(_failures, rules.Failures.FullAt(origin), now);
        _hasWaited = delay > 0;
        if (_hasWaited)
        {
            counts.Mine.Add(ListenerCounter.DelayedAttempts);
            client.Delay = TimeSpan.FromMilliseconds(delay);
        }

        return delay == 0;
    }

    /// <summary>True for a user with its password. The caller notes the failure otherwise.</summary>
    public bool Accept(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        bool isKnown = rules.Credentials.Accept(user, password);
        if (isKnown)
        {
            counts.Mine.Add(ListenerCounter.AuthenticationCommands);
        }

        return isKnown;
    }

    /// <summary>An attempt was wrong, whatever about it.</summary>
    public void NoteFailure()
    {
        counts.Mine.Add(ListenerCounter.AuthenticationCommands);
        counts.Mine.Add(ListenerCounter.AuthenticationErrors);
        _failures++;
        rules.Failures.NoteFailure(origin, Environment.TickCount64);
    }
}
