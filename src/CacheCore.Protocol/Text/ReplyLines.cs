namespace CacheCore.Protocol.Text;

/// <summary>The texts of the lines that never change.</summary>
public static class ReplyLines
{
    private const int LineEndLength = 2;

    // What is answered all the time; the others are looked for one by one.
    private static readonly ReplyLine[] All = Enum.GetValues<ReplyLine>();

    /// <summary>Which line it is; <see cref="ReplyLine.None"/> if it is none of them.</summary>
    /// <param name="line">The line without its line end.</param>
    public static ReplyLine Of(ReadOnlySpan<byte> line) => line switch
    {
        _ when line.SequenceEqual("STORED"u8) => ReplyLine.Stored,
        _ when line.SequenceEqual("END"u8) => ReplyLine.End,
        _ when line.SequenceEqual("NOT_FOUND"u8) => ReplyLine.NotFound,
        _ when line.SequenceEqual("DELETED"u8) => ReplyLine.Deleted,
        _ => Search(line),
    };

    /// <summary>The line with its line end; empty for <see cref="ReplyLine.None"/>.</summary>
    /// <param name="line">Which.</param>
    public static ReadOnlySpan<byte> TextOf(ReplyLine line) => line switch
    {
        ReplyLine.Stored => "STORED\r\n"u8,
        ReplyLine.NotStored => "NOT_STORED\r\n"u8,
        ReplyLine.Exists => "EXISTS\r\n"u8,
        ReplyLine.NotFound => "NOT_FOUND\r\n"u8,
        ReplyLine.Deleted => "DELETED\r\n"u8,
        ReplyLine.Touched => "TOUCHED\r\n"u8,
        ReplyLine.Ok => "OK\r\n"u8,
        ReplyLine.End => "END\r\n"u8,
        ReplyLine.Reset => "RESET\r\n"u8,
        ReplyLine.MetaNoOp => "MN\r\n"u8,
        ReplyLine.MetaEnd => "EN\r\n"u8,
        ReplyLine.Miss => "MISS\r\n"u8,
        ReplyLine.Error => "ERROR\r\n"u8,

        ReplyLine.BadCommandLineFormat => "CLIENT_ERROR bad command line format\r\n"u8,
        ReplyLine.BadDataChunk => "CLIENT_ERROR bad data chunk\r\n"u8,
        ReplyLine.InvalidExptime => "CLIENT_ERROR invalid exptime argument\r\n"u8,
        ReplyLine.InvalidDelta => "CLIENT_ERROR invalid numeric delta argument\r\n"u8,
        ReplyLine.NonNumericValue => "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"u8,
        ReplyLine.TooLarge => "SERVER_ERROR object too large for cache\r\n"u8,
        ReplyLine.OutOfMemoryStoring => "SERVER_ERROR out of memory storing object\r\n"u8,
        ReplyLine.OutOfMemoryReplying => "SERVER_ERROR out of memory writing get response\r\n"u8,
        ReplyLine.OutOfMemory => "SERVER_ERROR out of memory\r\n"u8,

        ReplyLine.InvalidFlag => "CLIENT_ERROR invalid flag\r\n"u8,
        ReplyLine.DuplicateFlag => "CLIENT_ERROR duplicate flag\r\n"u8,
        ReplyLine.InvalidOrDuplicateFlag => "CLIENT_ERROR invalid or duplicate flag\r\n"u8,
        ReplyLine.TooManyFlags => "CLIENT_ERROR options flags are too long\r\n"u8,
        ReplyLine.BadToken => "CLIENT_ERROR bad token in command line format\r\n"u8,
        ReplyLine.UndecodableKey => "CLIENT_ERROR error decoding key\r\n"u8,
        ReplyLine.OpaqueTooLong => "CLIENT_ERROR opaque token too long\r\n"u8,
        ReplyLine.InvalidSetMode => "CLIENT_ERROR invalid mode for ms M token\r\n"u8,
        ReplyLine.InvalidArithmeticMode => "CLIENT_ERROR invalid mode for ma M token\r\n"u8,
        ReplyLine.InvalidMetaInitial => "CLIENT_ERROR invalid numeric initial value\r\n"u8,
        ReplyLine.InvalidMetaDelta => "CLIENT_ERROR invalid numeric delta value\r\n"u8,

        ReplyLine.FlushNotAllowed => "CLIENT_ERROR flush_all not allowed\r\n"u8,
        ReplyLine.MemoryLimitTooSmall => "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m\r\n"u8,
        ReplyLine.MemoryLimitTooLarge => "MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes\r\n"u8,
        ReplyLine.MemoryLimitFixed => "MEMLIMIT_ADJUST_FAILED out of bounds or unable to adjust\r\n"u8,
        ReplyLine.ShutdownNotEnabled => "SERVER_ERROR: shutdown not enabled\r\n"u8,
        ReplyLine.InvalidShutdownMode => "CLIENT_ERROR invalid shutdown mode\r\n"u8,
        ReplyLine.ReassignBusy => "BUSY currently processing reassign request\r\n"u8,
        ReplyLine.ReassignBadClass => "BADCLASS invalid src or dst class id\r\n"u8,
        ReplyLine.ReassignNoSparePage => "NOSPARE source class has no spare pages\r\n"u8,
        ReplyLine.ReassignSameClass => "SAME src and dst class are identical\r\n"u8,
        ReplyLine.ReassignDisabled => "CLIENT_ERROR slab reassignment disabled\r\n"u8,
        ReplyLine.AutomoveWindowOutOfRange => "CLIENT_ERROR automove window too low or too high\r\n"u8,
        ReplyLine.LruPercentTooHigh => "ERROR hot and warm pcts must not exceed 80\r\n"u8,
        ReplyLine.LruFactorTooLow => "ERROR hot/warm age factors must be greater than 0\r\n"u8,
        ReplyLine.CrawlerNotStarted => "ERROR failed to start lru crawler thread\r\n"u8,
        ReplyLine.CrawlerNotStopped => "ERROR failed to stop lru crawler thread\r\n"u8,
        ReplyLine.CrawlerSleepTooLong => "CLIENT_ERROR sleep must be one second or less\r\n"u8,
        ReplyLine.CrawlerBusy => "BUSY currently processing crawler request\r\n"u8,
        ReplyLine.CrawlerBadClass => "BADCLASS invalid class id\r\n"u8,
        ReplyLine.NothingToCrawl => "NOTSTARTED no items to crawl\r\n"u8,
        ReplyLine.CrawlerFailed => "ERROR an unknown error happened\r\n"u8,
        ReplyLine.CrawlerDisabled => "CLIENT_ERROR lru crawler disabled\r\n"u8,
        ReplyLine.MetadumpNotAllowed => "ERROR metadump not allowed\r\n"u8,
        ReplyLine.KeyDumpNotAllowed => "ERROR key dump not allowed\r\n"u8,
        ReplyLine.MetadumpPipelined => "ERROR cannot pipeline other commands before metadump\r\n"u8,
        ReplyLine.KeyDumpPipelined => "ERROR cannot pipeline other commands before mgdump\r\n"u8,
        ReplyLine.DumpLocked => "ERROR locked try again later\r\n"u8,
        ReplyLine.WatchNotAllowed => "CLIENT_ERROR watch commands not allowed\r\n"u8,
        ReplyLine.WatchPipelined => "ERROR cannot pipeline other commands before watch\r\n"u8,
        ReplyLine.TooManyWatchers => "WATCHER_TOO_MANY log watcher limit reached\r\n"u8,
        ReplyLine.WatcherFailed => "WATCHER_FAILED failed to add log watcher\r\n"u8,
        ReplyLine.TlsNotEnabled => "Error TLS not enabled\r\n"u8,
        ReplyLine.DetailUsage => "CLIENT_ERROR usage: stats detail on|off|dump\r\n"u8,
        ReplyLine.DetailNotAllowed => "CLIENT_ERROR stats detail not allowed\r\n"u8,
        ReplyLine.CacheDumpNotAllowed => "CLIENT_ERROR stats cachedump not allowed\r\n"u8,
        ReplyLine.BadCommandLine => "CLIENT_ERROR bad command line\r\n"u8,
        ReplyLine.IllegalSlabClass => "CLIENT_ERROR Illegal slab id\r\n"u8,

        ReplyLine.Unauthenticated => "CLIENT_ERROR unauthenticated\r\n"u8,
        ReplyLine.CredentialsTooLong => "CLIENT_ERROR auth token too long\r\n"u8,
        ReplyLine.CredentialsNotTerminated => "CLIENT_ERROR bad command line termination\r\n"u8,
        ReplyLine.BadCredentialsFormat => "CLIENT_ERROR bad authentication token format\r\n"u8,
        ReplyLine.AuthenticationFailure => "CLIENT_ERROR authentication failure\r\n"u8,
        ReplyLine.TooManyConnections => "ERROR Too many open connections\r\n"u8,
        _ => [],
    };

    /// <summary>Writes a line.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="line">Which.</param>
    /// <param name="written">Its length in bytes; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public static bool TryWrite(Span<byte> destination, ReplyLine line, out int written)
    {
        ReadOnlySpan<byte> text = TextOf(line);
        bool fits = text.TryCopyTo(destination);
        written = fits ? text.Length : 0;
        return fits;
    }

    private static ReplyLine Search(ReadOnlySpan<byte> line)
    {
        foreach (ReplyLine one in All)
        {
            ReadOnlySpan<byte> text = TextOf(one);
            if (text.Length == line.Length + LineEndLength && text.StartsWith(line))
            {
                return one;
            }
        }

        return ReplyLine.None;
    }
}
