namespace CacheCore.Listener.Execution;

/// <summary>Why an executor gave back control.</summary>
internal enum ExecutionStatus
{
    /// <summary>All that could be carried out was; more input is needed.</summary>
    NeedMore,

    /// <summary>Enough was written to be sent first; call again with what was not consumed.</summary>
    Paused,

    /// <summary>
    /// Something was begun that takes long and is to be carried out aside, piece by piece; then call again with what was not consumed.
    /// </summary>
    Aside,

    /// <summary>From now on the connection only watches.</summary>
    Watching,

    /// <summary>Send what was written and close.</summary>
    Closed,
}
