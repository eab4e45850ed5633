namespace CacheCore.Protocol;

/// <summary>What a reply reader found.</summary>
public enum ReplyStatus
{
    /// <summary>A whole reply, or a whole element of one that has several, with its value if it has one.</summary>
    Reply,

    /// <summary>
    /// A reply whose value is not yet in the buffer as a whole. Either receive more and read it again, or go on at the start of its value
    /// and take that in pieces through the reply's <c>ValueBlock</c>.
    /// </summary>
    ValuePending,

    /// <summary>The buffer ends before the reply does; receive more and read it again.</summary>
    NeedMore,

    /// <summary>
    /// This is no reply, and where the next one begins cannot be told. Whatever else comes over this connection must not be believed:
    /// close it.
    /// </summary>
    Malformed,
}
