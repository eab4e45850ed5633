using CacheCore.Access;
using CacheCore.Access.Items;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Watching;
using CacheCore.Server.Counting;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;
using CacheCore.Server.Watch;
using CacheCore.Transport.Memory;

namespace CacheCore.Listener.Verbs;

/// <summary>What all connections of a server share: the store, and what is counted, watched and planned.</summary>
internal sealed class CommandContext
{
    public CommandContext(CacheStore store, MemcachedListenerOptions options, TimeProvider calendar)
    {
        Store = store;
        Access = new StoreAccess(store);
        Options = options;
        Settings = options.Settings.Copy();
        MaxItemSize = options.MaxItemSize;
        Memory = new ConnectionMemory(options.ConnectionMemoryLimit);
        Time = new WireTime(Access.Clock, calendar);
        Sizes = new WireSizes(options);
        Cas = new WireCas(options.UseCas);
        Figures = new StoreFigures(store, Access.View, Sizes);
        Watch = new WatchHub(calendar);
        _ = new StoreWatch(store, Access.View, Sizes, Watch);
        Limits = new TurnLimits(options.RequestsPerTurn, options.MaxItemSize);
        Flush = new FlushSchedule(store, Time);
        Prefixes = new PrefixCounts((byte)options.PrefixDelimiter, options.CountPrefixes);
        Lookups = new LookupNotes(Counts, Prefixes, Watch, Sizes);
    }

    public CacheStore Store { get; }

    /// <summary>The same, from inside.</summary>
    public StoreAccess Access { get; }

    public MemcachedListenerOptions Options { get; }

    /// <summary>What connections hold of requests and replies.</summary>
    public ConnectionMemory Memory { get; }

    /// <summary>What commands count.</summary>
    public ListenerCounts Counts { get; } = new();

    /// <summary>What the server around them counts.</summary>
    public ServerCounts Server { get; } = new();

    /// <summary>How long a turn of a connection is.</summary>
    public TurnLimits Limits { get; }

    public WireTime Time { get; }

    public WireSizes Sizes { get; }

    public WireCas Cas { get; }

    public WatchHub Watch { get; }

    public FlushSchedule Flush { get; }

    /// <summary>Who has the store crawled.</summary>
    public OneAtATime Crawling { get; } = new();

    public PrefixCounts Prefixes { get; }

    public LookupNotes Lookups { get; }

    public ServerSettings Settings { get; }

    /// <summary>The store's figures, by the classes that clients know.</summary>
    public StoreFigures Figures { get; }

    /// <summary>Lets all statistics begin anew at zero but those of the moment.</summary>
    public void ResetStatistics()
    {
        Counts.Reset();
        Server.Reset();
        Prefixes.Clear();
        Figures.Reset();
    }

    /// <summary>Before a batch: looks at the time, and has a flush whose time has come carried out first.</summary>
    public void BeginBatch(ClientSession client)
    {
        Access.Clock.Remember();
        if (Flush.IsDue)
        {
            client.Offload(Flush.RunDue);
        }
    }

    /// <summary>The largest item, as clients count.</summary>
    public int MaxItemSize { get; }

    /// <summary>True for an item that is refused before its value is read.</summary>
    public bool IsTooLarge(int keyLength, int valueLength, uint clientFlags) =>
        Sizes.SizeOf(keyLength, valueLength, clientFlags) > MaxItemSize || (long)keyLength + valueLength > Access.View.Settings.MaxItemSize;

    /// <summary>Looks at an item without leaving a trace; false: there is none.</summary>
    public bool TrySee(ReadOnlySpan<byte> key, ulong hash, out ItemSight item) => Access.TrySee(key, hash, out item);

    /// <summary>What removes an old item whose successor was refused.</summary>
    public void RemoveRefused(ReadOnlySpan<byte> key) => _ = Access.Remove(key, Access.Hash(key), cas: null, out _);
}
