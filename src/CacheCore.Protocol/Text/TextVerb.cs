namespace CacheCore.Protocol.Text;

/// <summary>What a text command asks for. The comments give its line; brackets hold what may be left out.</summary>
public enum TextVerb : byte
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary><c>get KEY*</c></summary>
    Get,

    /// <summary><c>gets KEY*</c>: with the CAS value of each item.</summary>
    Gets,

    /// <summary><c>gat EXPTIME KEY*</c>: get and touch.</summary>
    Gat,

    /// <summary><c>gats EXPTIME KEY*</c>: gat, with the CAS value of each item.</summary>
    Gats,

    /// <summary><c>set KEY FLAGS EXPTIME BYTES [noreply]</c></summary>
    Set,

    /// <summary><c>add</c>, as set: only if there is no item.</summary>
    Add,

    /// <summary><c>replace</c>, as set: only if there is an item.</summary>
    Replace,

    /// <summary><c>append</c>, as set: the value goes behind the one that is there.</summary>
    Append,

    /// <summary><c>prepend</c>, as set: the value goes before the one that is there.</summary>
    Prepend,

    /// <summary><c>cas KEY FLAGS EXPTIME BYTES CAS [noreply]</c>: set, only if the item's CAS value is the one given.</summary>
    Cas,

    /// <summary><c>delete KEY [noreply]</c></summary>
    Delete,

    /// <summary><c>touch KEY EXPTIME [noreply]</c></summary>
    Touch,

    /// <summary><c>incr KEY DELTA [noreply]</c></summary>
    Increment,

    /// <summary><c>decr KEY DELTA [noreply]</c></summary>
    Decrement,

    /// <summary><c>mg KEY FLAG*</c></summary>
    MetaGet,

    /// <summary><c>ms KEY BYTES FLAG*</c></summary>
    MetaSet,

    /// <summary><c>md KEY FLAG*</c></summary>
    MetaDelete,

    /// <summary><c>ma KEY FLAG*</c></summary>
    MetaArithmetic,

    /// <summary><c>me KEY [b]</c>: what is known of an item.</summary>
    MetaDebug,

    /// <summary><c>mn</c>: answered by <c>MN</c>; whoever reads that has read all replies before it.</summary>
    MetaNoOp,

    /// <summary><c>version</c></summary>
    Version,

    /// <summary><c>verbosity LEVEL [noreply]</c></summary>
    Verbosity,

    /// <summary><c>flush_all [EXPTIME] [noreply]</c></summary>
    FlushAll,

    /// <summary><c>quit</c>: the connection ends, without a reply.</summary>
    Quit,

    /// <summary><c>stats [GROUP [ARGUMENT*]]</c></summary>
    Stats,

    /// <summary><c>cache_memlimit MEGABYTES [noreply]</c></summary>
    CacheMemoryLimit,

    /// <summary><c>shutdown [graceful]</c></summary>
    Shutdown,

    /// <summary><c>slabs reassign|automove …</c></summary>
    Slabs,

    /// <summary><c>lru tune|mode|temp_ttl …</c></summary>
    Lru,

    /// <summary><c>lru_crawler enable|disable|sleep|tocrawl|crawl|metadump|mgdump …</c></summary>
    LruCrawler,

    /// <summary><c>watch STREAM*</c></summary>
    Watch,

    /// <summary><c>refresh_certs</c></summary>
    RefreshCertificates,

    /// <summary><c>extstore NAME VALUE</c></summary>
    Extstore,

    /// <summary><c>misbehave</c>: of the reference's debug build. A server without such commands answers <c>ERROR</c>.</summary>
    Misbehave,

    /// <summary><c>debugtime N|p|r</c>: of the reference's debug build.</summary>
    DebugTime,

    /// <summary><c>debugitem lock|unlock|ref|unref KEY</c>: of the reference's debug build.</summary>
    DebugItem,
}
