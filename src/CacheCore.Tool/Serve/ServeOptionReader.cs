using CacheCore.Listener;
using CacheCore.Listener.Primitives;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Serve;

/// <summary>Makes settings of options, and refuses what memcached refuses, in its words where people know them. Pure.</summary>
internal static class ServeOptionReader
{
    private const int SmallestItemLimit = 1 << 10;
    private const int LargestItemLimit = 1 << 30;
    private const int MostMebibytes = 256 << 10;
    private const int LargestSmallestSpace = (1 << 20) - HeaderSize;

    /// <summary>What memcached notes before the key of every item: its classes begin with that and <c>-n</c>.</summary>
    internal const int HeaderSize = 48;

    private static readonly Dictionary<char, Action<string, ServeSettings>> Setters = new()
    {
        ['p'] = (value, settings) => settings.GivenPort = Port(value),
        ['U'] = (value, settings) => settings.UdpPort = Port(value),
        ['s'] = (value, settings) => settings.UnixSocket = value,
        ['a'] = (value, settings) => settings.UnixMode = Mode(value),
        ['A'] = (_, settings) => settings.Listener.AllowShutdown = true,
        ['l'] = (value, settings) => settings.Addresses.AddRange(value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)),
        ['d'] = (_, settings) => settings.IsDaemon = true,
        ['u'] = (value, settings) => settings.User = value,
        ['m'] = (value, settings) => settings.Store.MemoryLimit = Memory(value),
        ['M'] = (_, settings) => settings.Store.AllowEviction = false,
        ['c'] = (value, settings) => settings.Listener.MaxConnections = Positive(value, "Maximum connections must be greater than 0"),
        ['v'] = (_, settings) => settings.Verbosity++,
        ['P'] = (value, settings) => settings.PidFile = value,
        ['f'] = (value, settings) => settings.Listener.GrowthFactor = Factor(value),
        ['n'] = (value, settings) => settings.Listener.SmallestChunkSize = HeaderSize + SmallestSpace(value),
        ['D'] = (value, settings) => SetDelimiter(value, settings.Listener),
        ['t'] = (value, settings) => settings.Listener.Threads = Positive(value, "Number of threads must be greater than 0"),
        ['R'] = (value, settings) =>
            settings.Listener.RequestsPerTurn = Math.Min(1_000_000, Positive(value, "Number of requests per event must be greater than 0")),
        ['b'] = (value, settings) => settings.Listener.Backlog = Positive(value, "The backlog must be greater than 0"),
        ['B'] = (value, settings) => (settings.Protocol, settings.IsProtocolGiven) = (Protocol(value), true),
        ['I'] = (value, settings) => settings.Listener.MaxItemSize = ItemSize(value),
        ['F'] = (_, settings) => settings.Listener.AllowFlush = false,
        ['X'] = (_, settings) => settings.Listener.AllowDumps = false,
        ['W'] = (_, settings) => settings.Listener.AllowWatch = false,
        ['Y'] = (value, settings) =>
            settings.Listener.AuthFile = value.Length > 0 ? value : throw Unusable("ERROR: -Y needs a file of users."),
        ['o'] = (value, settings) => ExtendedOptions.Apply(value, settings),
        ['k'] = (_, settings) => WithoutEffect(settings, "-k", "memory is not locked"),
        ['r'] = (_, settings) => WithoutEffect(settings, "-r", "core files are up to the system's own limit"),
        ['L'] = (_, settings) => WithoutEffect(settings, "-L", "huge pages are asked for anyway"),
        ['N'] = (_, settings) => WithoutEffect(settings, "-N", "connections are not spread by network queue"),
        ['C'] = (_, settings) => settings.Listener.UseCas = false,
        ['S'] = (_, settings) => settings.IsSasl = true,
        ['Z'] = (_, settings) => settings.IsEncrypted = true,
        ['e'] = (_, _) => throw Missing("-e", "warm restart"),
        [ServeOptionList.DebugCommands] = (_, settings) => settings.Listener.DebugCommands = true,
        [ServeOptionList.Policy] = (value, settings) => settings.GivenPolicy = Policy(value),
    };

    /// <exception cref="RefusedException">An option is wrong, is not here yet, or does not go with another.</exception>
    public static ServeSettings Read(IReadOnlyList<GivenOption> given)
    {
        var settings = new ServeSettings();
        foreach (GivenOption option in given)
        {
            if (Setters.TryGetValue(option.Letter, out Action<string, ServeSettings>? set))
            {
                set(option.Argument, settings);
            }
        }

        Check(settings);
        return settings;
    }

    private static void Check(ServeSettings settings)
    {
        MemcachedListenerOptions listener = settings.Listener;
        if (listener.MaxItemSize > settings.MemoryMebibytes << 19)
        {
            throw Unusable("Cannot set item size limit higher than 1/2 of memory max.");
        }

        if (settings.Store.HotPercent + settings.Store.WarmPercent > 80)
        {
            throw Unusable("hot_lru_pct + warm_lru_pct cannot be more than 80% combined");
        }

        if (settings.MemoryMebibytes > MostMebibytes)
        {
            throw Unusable($"-m {settings.MemoryMebibytes} is too much: a store has at most {MostMebibytes} megabytes (256 GiB).");
        }

        if (settings.Store.TemporaryLifetime is not null && !listener.Settings.HasMaintainer)
        {
            throw Unusable("temporary_ttl requires lru_maintainer to be enabled");
        }

        if (listener.AuthFile is not null && settings.Protocol == MemcachedProtocol.Binary)
        {
            throw Unusable("ERROR: You cannot allow the BINARY protocol while using ascii authentication tokens.");
        }

        SetStore(settings);
        SaslPlan.Check(settings);
        ClassPlan.Check(settings);
        TlsPlan.Check(settings);
        UdpPlan.Check(settings);
        listener.Endpoints = EndpointPlan.Of(settings);
        listener.UdpAddresses = EndpointPlan.UdpOf(settings);
        listener.MayListenNowhere = true;
        listener.WordFor = option => WordFor(option, settings);
        listener.Verbosity = Math.Min(settings.Verbosity, 2);
    }

    /// <summary>How a command line names a file that the listener's options name.</summary>
    private static string WordFor(string option, ServeSettings settings) => option switch
    {
        nameof(MemcachedListenerOptions.AuthFile) => "-Y",
        nameof(MemcachedListenerOptions.SaslFile) => settings.SaslFile is null ? SaslPlan.Variable : "-o sasl_pwdb",
        nameof(MemcachedTlsOptions.CertificateFile) => "-o ssl_chain_cert",
        nameof(MemcachedTlsOptions.KeyFile) => "-o ssl_key",
        nameof(MemcachedTlsOptions.AuthorityFile) => "-o ssl_ca_cert",
        _ => option,
    };

    internal static void WithoutEffect(ServeSettings settings, string option, string why) =>
        settings.WithoutEffect.Add($"{option} is accepted and changes nothing: {why}");

    internal static RefusedException Missing(string option, string what) => new(ExitCode.Failure, $"{option}: {what} is not there yet");

    internal static RefusedException Wrong(string problem) => new(ExitCode.Failure, problem);

    internal static RefusedException Unusable(string problem) => new(ExitCode.Usage, problem);

    /// <summary>What the library says of options, for people who gave them on a command line and know nothing of parameters.</summary>
    internal static RefusedException Unusable(Exception failure) => new(ExitCode.Usage, ReasonText.Of(failure), failure);

    /// <summary>What the store has of other words: one takes back what its opposite said and nothing else, wherever it stands.</summary>
    private static void SetStore(ServeSettings settings)
    {
        CacheCoreOptions store = settings.Store;
        store.EvictionPolicy = settings.Policy;
        store.MaxItemSize = settings.Listener.MaxItemSize;

        // Whoever may not move pages by hand has none moved for balance either.
        store.PageBalancing = settings.Listener.Settings.MayReassign ? store.PageBalancing : PageBalancing.Off;
    }

    private static int Positive(string text, string problem) =>
        Numbers.TryInt(text, out int value) && value > 0 ? value : throw Wrong(problem);

    private static int Port(string text) =>
        Numbers.TryInt(text, out int port) && port is >= -1 and <= ushort.MaxValue
            ? port
            : throw Unusable($"ERROR: Invalid port number {text}.");

    private static long Memory(string text) =>
        Numbers.TryInt(text, out int mebibytes) && mebibytes > 0
            ? (long)mebibytes << 20
            : throw Unusable($"Invalid memory limit: {text}. It is a number of megabytes.");

    private static UnixFileMode Mode(string text) =>
        OptionText.TryParseFileMode(text, out UnixFileMode mode)
            ? mode
            : throw Unusable($"Invalid access mask: {text}. It is octal, up to 777.");

    private static int SmallestSpace(string text)
    {
        int space = Positive(text, "Chunk size must be greater than 0");
        return space <= LargestSmallestSpace ? space : throw Wrong("Chunk size must be less than a page");
    }

    private static double Factor(string text) =>
        Numbers.TryDouble(text, out double factor) && factor > 1 ? factor : throw Wrong("Factor must be greater than 1");

    private static void SetDelimiter(string text, MemcachedListenerOptions listener)
    {
        if (text.Length == 0)
        {
            throw Wrong("No delimiter specified");
        }

        listener.PrefixDelimiter = text[0];
        listener.CountPrefixes = true;
    }

    private static MemcachedProtocol Protocol(string text) => text switch
    {
        "auto" => MemcachedProtocol.Auto,
        "ascii" => MemcachedProtocol.Text,
        "binary" => MemcachedProtocol.Binary,
        _ => throw Unusable($"Invalid value for binding protocol: {text}\n -- should be one of auto, binary, or ascii"),
    };

    private static EvictionPolicy Policy(string text) => PolicyNames.TryParse(text, out EvictionPolicy policy)
        ? policy
        : throw Unusable($"Invalid policy: {text}\n -- should be one of {PolicyNames.All}");

    private static int ItemSize(string text)
    {
        if (!OptionText.TryParseSize(text, out long bytes))
        {
            throw Unusable($"Invalid item size: {text}");
        }

        return bytes switch
        {
            < SmallestItemLimit => throw Unusable("Item max size cannot be less than 1024 bytes."),
            > LargestItemLimit => throw Unusable("Cannot set item size limit higher than a gigabyte."),
            _ => (int)bytes,
        };
    }
}
