namespace CacheCore.Server.Sessions;

/// <summary>What a connection may take, in bytes.</summary>
public static class Limits
{
    /// <summary>Replies that wait to be sent before the next command, or the next key of a retrieval, is carried out.</summary>
    public const int MostPending = 256 << 10;

    /// <summary>The longest line of a retrieval. memcached has no limit; 16 MiB are 66,000 keys of the longest kind.</summary>
    public const int LongestLine = 16 << 20;
}
