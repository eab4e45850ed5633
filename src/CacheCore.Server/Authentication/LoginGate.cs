using CacheCore.Server.Counting;
using CacheCore.Server.Sessions;

namespace CacheCore.Server.Authentication;

/// <summary>Where a connection shows its credentials, and waits if too many were wrong. One for each connection.</summary>
/// <param name="settings">Those of its endpoint.</param>
/// <param name="host">Where it comes from: a <see cref="RemoteHost"/>.</param>
/// <param name="counts">Where attempts are counted.</param>
public sealed class LoginGate(LoginSettings settings, ulong host, ServerCounts counts)
{
    private int _failures;
    private bool _hasWaited;

    /// <summary>True: binary connections by SASL; false: text connections by a <c>set</c>.</summary>
    public bool IsSasl => settings.IsSasl;

    /// <summary>
    /// False: the connection is to be left alone for the delay that the client now has; then the attempt comes again, and may be looked at.
    /// </summary>
    public bool MayTry(ClientSession client)
    {
        long now = Environment.TickCount64;
        long delay = _hasWaited ? 0 : LoginThrottle.DelayOf(_failures, settings.Failures.FullAt(host), now);
        _hasWaited = delay > 0;
        if (_hasWaited)
        {
            counts.Add(ServerCounter.LoginDelays);
            client.Delay = TimeSpan.FromMilliseconds(delay);
        }

        return delay == 0;
    }

    /// <summary>True for a user with its password. The caller notes the failure otherwise.</summary>
    public bool Accept(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        bool isKnown = settings.Credentials.Accept(user, password);
        if (isKnown)
        {
            counts.Add(ServerCounter.Logins);
        }

        return isKnown;
    }

    /// <summary>An attempt was wrong, whatever about it.</summary>
    public void NoteFailure()
    {
        counts.Add(ServerCounter.Logins);
        counts.Add(ServerCounter.LoginFailures);
        _failures++;
        settings.Failures.NoteFailure(host, Environment.TickCount64);
    }
}
