namespace CacheCore.Listener;

/// <summary>
/// Settings of memcached's that are kept for its sake: options of the command line set them, commands change some of them while the server
/// runs, <c>stats settings</c> tells them. Unless said otherwise they are told and not obeyed, as the store has rules of its own.
/// </summary>
internal sealed class ServerSettings
{
    public const int MaxVerbosity = 2;

    private volatile int _verbosity;
    private volatile bool _isCrawlerOn = true;

    public int Verbosity
    {
        get => _verbosity;
        set => _verbosity = Math.Min(value, MaxVerbosity);
    }

    /// <summary>False: clients cannot start a crawl. The store's own goes on.</summary>
    public bool IsCrawlerOn
    {
        get => _isCrawlerOn;
        set => _isCrawlerOn = value;
    }

    /// <summary>Microseconds.</summary>
    public long CrawlerSleep { get; set; } = 100;

    /// <summary>Items; 0 = all.</summary>
    public long CrawlerToCrawl { get; set; }

    /// <summary>False: the figures of the LRU's segments are left out.</summary>
    public bool HasMaintainer { get; set; } = true;

    /// <summary>False: clients cannot move a page, and the figures about that are left out.</summary>
    public bool MayReassign { get; set; } = true;

    public double AutomoveRatio { get; set; } = 0.8;

    public double AutomoveFreeRatio { get; set; } = 0.01;

    /// <summary>Seconds.</summary>
    public long AutomoveWindow { get; set; } = 10;

    /// <summary>Seconds; 0 = never.</summary>
    public long TailRepairTime { get; set; }

    /// <summary>The index's size as a power of two; 0 = not given.</summary>
    public int HashPower { get; set; }

    public string HashAlgorithm { get; set; } = "xxh3";

    /// <summary>Bytes.</summary>
    public long WorkerLogBufferSize { get; set; } = 64 << 10;

    /// <summary>Bytes.</summary>
    public long TlsWriteBufferSize { get; set; } = 16 << 10;

    public bool UsesKernelTls { get; set; }

    public ServerSettings Copy() => (ServerSettings)MemberwiseClone();
}
