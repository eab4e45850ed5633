namespace CacheCore.Server.Sessions;

/// <summary>Why an executor gave back control.</summary>
public enum ExecutionStatus
{
    /// <summary>All that could be carried out was; more input is needed.</summary>
    NeedMore,

    /// <summary>Enough was written to be sent first; call again with what was not consumed.</summary>
    Paused,

    /// <summary>
    /// The rest of a command comes later (<see cref="ClientSession.ContinueAsync"/>); then call again with what was not consumed.
    /// </summary>
    Waits,

    /// <summary>From now on the connection only watches.</summary>
    Watching,

    /// <summary>Send what was written and close.</summary>
    Closed,
}
