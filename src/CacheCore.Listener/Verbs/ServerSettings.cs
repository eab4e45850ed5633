namespace CacheCore.Listener.Verbs;

/// <summary>What clients can set while the server runs and the store does not keep for them.</summary>
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

    /// <summary>Microseconds, told and not obeyed: the store paces its crawler itself.</summary>
    public long CrawlerSleep { get; set; } = 100;

    /// <summary>Items, told and not obeyed.</summary>
    public long CrawlerToCrawl { get; set; }

    /// <summary>Told and not obeyed: the store has a rule of its own.</summary>
    public double AutomoveRatio { get; set; } = 0.8;

    public double AutomoveFreeRatio { get; set; } = 0.01;

    public long AutomoveWindow { get; set; } = 10;
}
