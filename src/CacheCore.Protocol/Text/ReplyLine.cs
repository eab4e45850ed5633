namespace CacheCore.Protocol.Text;

/// <summary>The replies that are always the same line. <see cref="ReplyLines"/> has their texts.</summary>
public enum ReplyLine : byte
{
    /// <summary>No line: the request is in order.</summary>
    None,

    /// <summary><c>STORED</c></summary>
    Stored,

    /// <summary><c>NOT_STORED</c>: the condition of the verb did not hold.</summary>
    NotStored,

    /// <summary><c>EXISTS</c>: the CAS value is another one.</summary>
    Exists,

    /// <summary><c>NOT_FOUND</c></summary>
    NotFound,

    /// <summary><c>DELETED</c></summary>
    Deleted,

    /// <summary><c>TOUCHED</c></summary>
    Touched,

    /// <summary><c>OK</c></summary>
    Ok,

    /// <summary><c>END</c>: behind the values of a retrieval, and behind statistics.</summary>
    End,

    /// <summary><c>RESET</c>: of statistics.</summary>
    Reset,

    /// <summary><c>MN</c></summary>
    MetaNoOp,

    /// <summary><c>EN</c>: behind the lines of a key dump.</summary>
    MetaEnd,

    /// <summary><c>MISS</c>: of debugitem.</summary>
    Miss,

    /// <summary><c>ERROR</c>: no such command, or not in this form.</summary>
    Error,

    /// <summary><c>CLIENT_ERROR bad command line format</c></summary>
    BadCommandLineFormat,

    /// <summary><c>CLIENT_ERROR bad data chunk</c>: the value does not end where the line said.</summary>
    BadDataChunk,

    /// <summary><c>CLIENT_ERROR invalid exptime argument</c></summary>
    InvalidExptime,

    /// <summary><c>CLIENT_ERROR invalid numeric delta argument</c></summary>
    InvalidDelta,

    /// <summary><c>CLIENT_ERROR cannot increment or decrement non-numeric value</c></summary>
    NonNumericValue,

    /// <summary><c>SERVER_ERROR object too large for cache</c></summary>
    TooLarge,

    /// <summary><c>SERVER_ERROR out of memory storing object</c></summary>
    OutOfMemoryStoring,

    /// <summary><c>SERVER_ERROR out of memory writing get response</c></summary>
    OutOfMemoryReplying,

    /// <summary><c>SERVER_ERROR out of memory</c></summary>
    OutOfMemory,

    /// <summary><c>CLIENT_ERROR invalid flag</c></summary>
    InvalidFlag,

    /// <summary><c>CLIENT_ERROR duplicate flag</c></summary>
    DuplicateFlag,

    /// <summary><c>CLIENT_ERROR invalid or duplicate flag</c></summary>
    InvalidOrDuplicateFlag,

    /// <summary><c>CLIENT_ERROR options flags are too long</c>: more than <see cref="ProtocolLimits.MaxMetaWords"/> words.</summary>
    TooManyFlags,

    /// <summary><c>CLIENT_ERROR bad token in command line format</c>: a flag whose argument is not its kind of number.</summary>
    BadToken,

    /// <summary><c>CLIENT_ERROR error decoding key</c>: not Base64.</summary>
    UndecodableKey,

    /// <summary><c>CLIENT_ERROR opaque token too long</c></summary>
    OpaqueTooLong,

    /// <summary><c>CLIENT_ERROR invalid mode for ms M token</c></summary>
    InvalidSetMode,

    /// <summary><c>CLIENT_ERROR invalid mode for ma M token</c></summary>
    InvalidArithmeticMode,

    /// <summary><c>CLIENT_ERROR invalid numeric initial value</c></summary>
    InvalidMetaInitial,

    /// <summary><c>CLIENT_ERROR invalid numeric delta value</c></summary>
    InvalidMetaDelta,

    /// <summary><c>CLIENT_ERROR flush_all not allowed</c></summary>
    FlushNotAllowed,

    /// <summary><c>MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m</c></summary>
    MemoryLimitTooSmall,

    /// <summary><c>MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes</c></summary>
    MemoryLimitTooLarge,

    /// <summary><c>MEMLIMIT_ADJUST_FAILED out of bounds or unable to adjust</c></summary>
    MemoryLimitFixed,

    /// <summary><c>SERVER_ERROR: shutdown not enabled</c>, colon and all.</summary>
    ShutdownNotEnabled,

    /// <summary><c>CLIENT_ERROR invalid shutdown mode</c></summary>
    InvalidShutdownMode,

    /// <summary><c>BUSY currently processing reassign request</c></summary>
    ReassignBusy,

    /// <summary><c>BADCLASS invalid src or dst class id</c></summary>
    ReassignBadClass,

    /// <summary><c>NOSPARE source class has no spare pages</c></summary>
    ReassignNoSparePage,

    /// <summary><c>SAME src and dst class are identical</c></summary>
    ReassignSameClass,

    /// <summary><c>CLIENT_ERROR slab reassignment disabled</c></summary>
    ReassignDisabled,

    /// <summary><c>CLIENT_ERROR automove window too low or too high</c></summary>
    AutomoveWindowOutOfRange,

    /// <summary><c>ERROR hot and warm pcts must not exceed 80</c></summary>
    LruPercentTooHigh,

    /// <summary><c>ERROR hot/warm age factors must be greater than 0</c></summary>
    LruFactorTooLow,

    /// <summary><c>ERROR failed to start lru crawler thread</c></summary>
    CrawlerNotStarted,

    /// <summary><c>ERROR failed to stop lru crawler thread</c></summary>
    CrawlerNotStopped,

    /// <summary><c>CLIENT_ERROR sleep must be one second or less</c></summary>
    CrawlerSleepTooLong,

    /// <summary><c>BUSY currently processing crawler request</c></summary>
    CrawlerBusy,

    /// <summary><c>BADCLASS invalid class id</c></summary>
    CrawlerBadClass,

    /// <summary><c>NOTSTARTED no items to crawl</c></summary>
    NothingToCrawl,

    /// <summary><c>ERROR an unknown error happened</c></summary>
    CrawlerFailed,

    /// <summary><c>CLIENT_ERROR lru crawler disabled</c></summary>
    CrawlerDisabled,

    /// <summary><c>ERROR metadump not allowed</c></summary>
    MetadumpNotAllowed,

    /// <summary><c>ERROR key dump not allowed</c></summary>
    KeyDumpNotAllowed,

    /// <summary><c>ERROR cannot pipeline other commands before metadump</c></summary>
    MetadumpPipelined,

    /// <summary><c>ERROR cannot pipeline other commands before mgdump</c></summary>
    KeyDumpPipelined,

    /// <summary><c>ERROR locked try again later</c>: the index cannot be walked now.</summary>
    DumpLocked,

    /// <summary><c>CLIENT_ERROR watch commands not allowed</c></summary>
    WatchNotAllowed,

    /// <summary><c>ERROR cannot pipeline other commands before watch</c></summary>
    WatchPipelined,

    /// <summary><c>WATCHER_TOO_MANY log watcher limit reached</c></summary>
    TooManyWatchers,

    /// <summary><c>WATCHER_FAILED failed to add log watcher</c></summary>
    WatcherFailed,

    /// <summary><c>Error TLS not enabled</c></summary>
    TlsNotEnabled,

    /// <summary><c>CLIENT_ERROR usage: stats detail on|off|dump</c></summary>
    DetailUsage,

    /// <summary><c>CLIENT_ERROR stats detail not allowed</c></summary>
    DetailNotAllowed,

    /// <summary><c>CLIENT_ERROR stats cachedump not allowed</c></summary>
    CacheDumpNotAllowed,

    /// <summary><c>CLIENT_ERROR bad command line</c>: of stats cachedump.</summary>
    BadCommandLine,

    /// <summary><c>CLIENT_ERROR Illegal slab id</c></summary>
    IllegalSlabClass,

    /// <summary><c>CLIENT_ERROR unauthenticated</c></summary>
    Unauthenticated,

    /// <summary><c>CLIENT_ERROR auth token too long</c></summary>
    CredentialsTooLong,

    /// <summary><c>CLIENT_ERROR bad command line termination</c>: of credentials.</summary>
    CredentialsNotTerminated,

    /// <summary><c>CLIENT_ERROR bad authentication token format</c></summary>
    BadCredentialsFormat,

    /// <summary><c>CLIENT_ERROR authentication failure</c></summary>
    AuthenticationFailure,

    /// <summary><c>ERROR Too many open connections</c></summary>
    TooManyConnections,
}
