namespace CacheCore.Protocol;

/// <summary>What a command reader found.</summary>
public enum ParseStatus
{
    /// <summary>
    /// A whole command, with its value if it has one. A request that is refused comes as a command too, so that its reply
    /// keeps its place among the others: the command's <c>Error</c> says what to answer.
    /// </summary>
    Command,

    /// <summary>
    /// A command whose value is not yet in the buffer as a whole. Either read more and parse it again, or go on at the start of its value
    /// and take that in pieces through the command's <c>ValueBlock</c>.
    /// </summary>
    ValuePending,

    /// <summary>The buffer ends before the command does; read more and parse it again.</summary>
    NeedMore,

    /// <summary>
    /// Nothing more is to be read from this connection: it has said goodbye, or what it sends cannot be read on. Send the replies
    /// that are due and close it.
    /// </summary>
    Close,
}
