using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Serve;

/// <summary>memcached's options.</summary>
internal static class ServeOptionList
{
    public static IReadOnlyList<OptionSpec> All { get; } =
    [
        new('p', "port", "num"),
        new('U', "udp-port", "num"),
        new('s', "unix-socket", "file"),
        new('a', "unix-mask", "mask"),
        new('A', "enable-shutdown"),
        new('l', "listen", "addr"),
        new('d', "daemon"),
        new('r', "enable-coredumps"),
        new('u', "user", "user"),
        new('m', "memory-limit", "num"),
        new('M', "disable-evictions"),
        new('c', "conn-limit", "num"),
        new('k', "lock-memory"),
        new('v', "verbose"),
        new('h', "help"),
        new('i', "license"),
        new('V', "version"),
        new('P', "pidfile", "file"),
        new('f', "slab-growth-factor", "num"),
        new('n', "slab-min-size", "bytes"),
        new('L', "enable-largepages"),
        new('D', null, "char"),
        new('t', "threads", "num"),
        new('R', "max-reqs-per-event", "num"),
        new('C', "disable-cas"),
        new('b', "listen-backlog", "num"),
        new('B', "protocol", "name"),
        new('I', "max-item-size", "num"),
        new('S', "enable-sasl"),
        new('F', "disable-flush-all"),
        new('X', "disable-dumping"),
        new('W', "disable-watch"),
        new('Y', "auth-file", "file"),
        new('e', "memory-file", "file"),
        new('Z', "enable-ssl"),
        new('o', "extended", "list"),
        new('N', "napi-ids", "num"),
        new(DebugCommands, "debug-commands"),
        new(Policy, "policy", "name"),
    ];

    /// <summary>Our own options have no letter that can be typed.</summary>
    public const char DebugCommands = '\u0001';

    public const char Policy = '\u0002';
}
