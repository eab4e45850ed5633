namespace CacheCore.Architecture.Tests.Floors;

/// <summary>The houses of src, as docs/architecture.md draws them.</summary>
internal static class Houses
{
    public static readonly House[] All =
    [
        new("CacheCore.Protocol", Floors(
            ("Spans", 0), ("Values", 1), ("Text", 2), ("Binary", 2), ("Classic", 3), ("Meta", 3), ("Administration", 3), ("", 4))),

        new("CacheCore.Transport", Floors(
            ("Memory", 1), ("Addresses", 1), ("Epoll", 2), ("Sockets", 3), ("Tls", 3), ("Channels", 4))),

        new("CacheCore", Floors(
            ("Values", 0), ("Primitives", 0.5), ("Access/Options", 0.7), ("Access/Values", 0.7),
            ("Memory", 1), ("Access/Figures", 1.5), ("Options", 1.5), ("Index", 2), ("Eviction", 2), ("Eviction/Policies", 2.5),
            ("Access/Items", 2.8), ("Items", 3), ("Parts", 4), ("Reclaiming", 5), ("Store", 6), ("Maintenance", 7), ("Wiring", 7.2),
            ("", 7.5), ("Access", 7.8), ("Diagnostics", 8), ("DistributedCache", 9), ("DependencyInjection", 10))),

        new("CacheCore.Server", Floors(
            ("", 0), ("Counting", 1), ("Certificates", 1), ("Watch", 1), ("Sessions", 2), ("Authentication", 3), ("Execution", 4),
            ("Connections", 5), ("Endpoints", 6))),

        new("CacheCore.Listener", Floors(
            ("", 0), ("Primitives", 1), ("Diagnostics", 1), ("Options", 1.8), ("Statistics", 2), ("Watching", 2), ("Verbs", 3),
            ("Administration", 4), ("Executors", 5), ("Hosting", 8)),
            ("MemcachedServer.cs", 7)),

        new("CacheCore.Tool", Floors(
            ("", 0), ("Platform", 0.5), ("CommandLine", 1), ("Client", 2), ("Values", 3), ("Stats", 3), ("Dump", 3), ("Bench", 3),
            ("Top", 4), ("Serve", 4)),
            ("Failure.cs", 2.5), ("Program.cs", 5)),
    ];

    private static Dictionary<string, double> Floors(params (string Folder, double Floor)[] floors) =>
        floors.ToDictionary(static one => one.Folder, static one => one.Floor, StringComparer.Ordinal);
}
