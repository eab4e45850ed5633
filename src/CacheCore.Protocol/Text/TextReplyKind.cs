namespace CacheCore.Protocol.Text;

/// <summary>What a line of a reply is. The comments give it; brackets hold what may be left out.</summary>
public enum TextReplyKind : byte
{
    /// <summary>A line that is none of the others: of a watched log, or a server's own.</summary>
    Other,

    /// <summary>One of the lines that never change and refuse nothing; <see cref="TextReply.Line"/> says which.</summary>
    Line,

    /// <summary>
    /// <c>ERROR</c>, <c>CLIENT_ERROR reason</c>, <c>SERVER_ERROR reason</c> or <c>BUSY reason</c>; <see cref="TextReply.Refusal"/> says
    /// which.
    /// </summary>
    Refusal,

    /// <summary><c>VALUE KEY FLAGS LENGTH [CAS]</c> and the value.</summary>
    Value,

    /// <summary>What incr or decr has led to.</summary>
    Number,

    /// <summary>
    /// <c>HD</c>, <c>EN</c>, <c>NF</c>, <c>NS</c> or <c>EX</c> with flags, or <c>VA LENGTH</c> with flags and the value;
    /// <see cref="TextReply.Status"/> says which. A bare <c>EN</c> also ends <c>mgdump</c>.
    /// </summary>
    Meta,

    /// <summary><c>ME KEY …</c></summary>
    MetaDebug,

    /// <summary><c>VERSION text</c></summary>
    Version,

    /// <summary><c>STAT NAME value</c></summary>
    Statistic,

    /// <summary><c>PREFIX NAME get N hit N set N del N</c>, of <c>stats detail dump</c>.</summary>
    Prefix,

    /// <summary><c>ITEM KEY [N b; N s]</c>, of <c>stats cachedump</c>.</summary>
    CacheDumpItem,

    /// <summary><c>key=KEY exp=N …</c>, of <c>lru_crawler metadump</c>; its key is escaped.</summary>
    MetadumpItem,

    /// <summary><c>mg KEY [b]</c>, of <c>lru_crawler mgdump</c>.</summary>
    KeyDumpItem,
}

/// <summary>Who is told to be at fault by a line that refuses a command.</summary>
public enum TextRefusal : byte
{
    /// <summary>Nobody: the line refuses nothing.</summary>
    None,

    /// <summary><c>ERROR</c>: there is no such command, or not in this form, or not now.</summary>
    Error,

    /// <summary><c>CLIENT_ERROR</c>: the request.</summary>
    Client,

    /// <summary><c>SERVER_ERROR</c>: the server, which cannot do it now.</summary>
    Server,

    /// <summary><c>BUSY</c>: nobody; the server does something of this sort already.</summary>
    Busy,
}
