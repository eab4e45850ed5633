namespace CacheCore.Protocol;

/// <summary>
/// What sort of thing a verb asks for. Each dialect's table of verbs says it of every row, and a command says it of
/// itself.
/// </summary>
public enum VerbKind : byte
{
    /// <summary>Not a verb of the dialect.</summary>
    None,

    /// <summary>Items by their keys; of classic commands as many as one likes: get and its relatives.</summary>
    Retrieval,

    /// <summary>An item with a value that follows: set and its relatives.</summary>
    Storage,

    /// <summary>An item is to go: delete.</summary>
    Removal,

    /// <summary>An item's time to live, and nothing else: touch.</summary>
    Touch,

    /// <summary>A number that an item holds: incr and decr.</summary>
    Arithmetic,

    /// <summary>A meta command on one item: mg, ms, md, ma, me.</summary>
    Meta,

    /// <summary>The server, not an item: stats, flush_all, version and so on.</summary>
    Administration,

    /// <summary>The connection: quit, and the no-ops that everything before them has been answered by.</summary>
    Session,

    /// <summary>Who the client is: SASL.</summary>
    Authentication,

    /// <summary>A server under test: commands of the reference's debug build.</summary>
    Debugging,
}
