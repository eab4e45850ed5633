using CacheCore.Listener;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Serve;

/// <summary>The words of <c>-o</c>. Pure.</summary>
internal static class ExtendedOptions
{
    private delegate void Setter(string word, string value, ServeSettings settings);

    private enum Takes
    {
        Nothing,
        Number,
        NumberIfAny,
        Text,
    }

    private static readonly Dictionary<string, (Takes Takes, Setter Set)> Words = new(StringComparer.Ordinal)
    {
        ["maxconns_fast"] = (Takes.Nothing, (_, _, settings) => settings.Listener.WaitAtMaxConnections = false),
        ["no_maxconns_fast"] = (Takes.Nothing, (_, _, settings) => settings.Listener.WaitAtMaxConnections = true),
        ["hashpower"] = (Takes.Number, HashPower),
        ["no_hashexpand"] = (Takes.Nothing, Idle("the index grows bucket by bucket and stops nobody")),
        ["slab_reassign"] = (Takes.Nothing, (_, _, settings) => settings.Listener.Settings.MayReassign = true),
        ["no_slab_reassign"] = (Takes.Nothing, (_, _, settings) => settings.Listener.Settings.MayReassign = false),
        ["slab_automove"] = (Takes.NumberIfAny, Automove),
        ["no_slab_automove"] = (Takes.Nothing, (_, _, settings) => settings.Store.PageBalancing = PageBalancing.Off),
        ["slab_automove_ratio"] = (Takes.Number, Told(0, 1, static (told, value) => told.AutomoveRatio = value, OwnRule)),
        ["slab_automove_window"] = (Takes.Number, Told(3, 1800, static (told, value) => told.AutomoveWindow = (long)value, OwnRule)),
        ["slab_automove_freeratio"] = (Takes.Number, Told(0, 1, static (told, value) => told.AutomoveFreeRatio = value, OwnRule)),
        ["tail_repair_time"] = (
            Takes.Number,
            Told(10, int.MaxValue, static (told, value) => told.TailRepairTime = (long)value, "nothing holds an item back from leaving")),
        ["hash_algorithm"] = (Takes.Text, HashAlgorithm),
        ["lru_crawler"] = (Takes.Nothing, (_, _, settings) => settings.Listener.Settings.IsCrawlerOn = true),
        ["no_lru_crawler"] = (Takes.Nothing, (_, _, settings) => settings.Listener.Settings.IsCrawlerOn = false),
        ["lru_crawler_sleep"] = (Takes.Number, Told(0, 1_000_000, static (told, value) => told.CrawlerSleep = (long)value, ByDeadlines)),
        ["lru_crawler_tocrawl"] =
            (Takes.Number, Told(0, uint.MaxValue, static (told, value) => told.CrawlerToCrawl = (long)value, ByDeadlines)),
        ["lru_maintainer"] = (Takes.Nothing, (_, _, settings) => SetMaintainer(settings, isThere: true)),
        ["no_lru_maintainer"] = (Takes.Nothing, (_, _, settings) => SetMaintainer(settings, isThere: false)),
        ["hot_lru_pct"] = (Takes.Number, Percent((store, value) => store.HotPercent = value)),
        ["warm_lru_pct"] = (Takes.Number, Percent((store, value) => store.WarmPercent = value)),
        ["hot_max_factor"] = (Takes.Number, Factor((store, value) => store.HotMaxAgeFactor = value)),
        ["warm_max_factor"] = (Takes.Number, Factor((store, value) => store.WarmMaxAgeFactor = value)),
        ["temporary_ttl"] = (Takes.Number, (word, value, settings) =>
            settings.Store.TemporaryLifetime = TimeSpan.FromSeconds(Whole(word, value, 1, int.MaxValue))),
        ["idle_timeout"] = (Takes.Number, IdleTimeout),
        ["watcher_logbuf_size"] =
            (Takes.Number, (word, value, settings) => settings.Listener.WatchBufferSize = Whole(word, value, 1, MostKibibytes) << 10),
        ["worker_logbuf_size"] = (
            Takes.Number,
            Told(1, MostKibibytes, static (told, value) => told.WorkerLogBufferSize = (long)value << 10, "lines go to watchers at once")),
        ["ssl_chain_cert"] = (Takes.Text, (_, value, settings) => settings.Tls.CertificateFile = value),
        ["ssl_key"] = (Takes.Text, (_, value, settings) => settings.Tls.KeyFile = value),
        ["ssl_keyformat"] = (Takes.Text, (_, value, _) => TlsPlan.CheckKeyFormat(value)),
        ["ssl_verify_mode"] = (
            Takes.Number, (word, value, settings) => settings.Tls.ClientCertificates = TlsPlan.Verify(Whole(word, value, 0, int.MaxValue))),
        ["ssl_ca_cert"] = (Takes.Text, (_, value, settings) => settings.Tls.AuthorityFile = value),
        ["ssl_min_version"] = (
            Takes.Number,
            (word, value, settings) => settings.Tls.RequireTls13 = TlsPlan.RequiresTls13(Whole(word, value, 0, int.MaxValue))),
        ["ssl_ciphers"] = (Takes.Text, (_, value, settings) => settings.Tls.Ciphers = value),
        ["ssl_session_cache"] = (Takes.Nothing, (_, _, settings) => settings.Tls.AllowResume = true),
        ["ssl_wbuf_size"] = (Takes.Number, Told(
            0,
            MostKibibytes,
            static (told, value) => told.TlsWriteBufferSize = (long)value << 10,
            "records are as large as what there is to send")),
        ["ssl_kernel_tls"] = (Takes.Nothing, KernelTls),
        ["sasl_pwdb"] = (Takes.Text, (_, value, settings) => settings.SaslFile = value),
        ["slab_sizes"] = (Takes.Text, (_, value, settings) => settings.Listener.ChunkSizes = ClassPlan.Sizes(value)),
        ["slab_chunk_max"] = (Takes.Number, (word, value, settings) => settings.LargestChunk = Kilobytes(word, value) << 10),
        ["track_sizes"] = (Takes.Nothing, (_, _, settings) => settings.Listener.TrackSizes = true),
        ["modern"] = (Takes.Nothing, Nothing),
        ["no_modern"] = (Takes.Nothing, NotModern),
        ["no_chunked_items"] = (Takes.Nothing, (_, _, settings) => settings.HasWholePages = true),
        ["inline_ascii_resp"] = (Takes.Nothing, Nothing),
        ["no_inline_ascii_resp"] = (Takes.Nothing, Nothing),
        ["resp_obj_mem_limit"] = (Takes.Number, Nothing),
        ["read_buf_mem_limit"] =
            (Takes.Number, (word, value, settings) => settings.ConnectionMemory = (long)Whole(word, value, 0, MostKibibytes) << 20),
        ["drop_privileges"] = (Takes.Nothing, Idle("system calls are not filtered")),
        ["no_drop_privileges"] = (Takes.Nothing, Nothing),
        ["relaxed_privileges"] = (Takes.Nothing, Nothing),
        ["sock_cookie_id"] = (Takes.Number, Idle("sockets are not marked")),
    };

    private const int MostKibibytes = 1 << 20;
    private const string OwnRule = "pages move by a rule of our own";
    private const string ByDeadlines = "the crawler goes by deadlines";

    private static readonly (string Prefix, string What)[] NotThere = [("ext_", "extstore"), ("proxy_", "the proxy")];

    public static IEnumerable<string> Names => Words.Keys;

    /// <summary>Applies a list such as <c>hashpower=20,idle_timeout=60</c>.</summary>
    /// <exception cref="RefusedException">A word is unknown, its value is wrong, or what it asks for is not there.</exception>
    public static void Apply(string list, ServeSettings settings)
    {
        foreach (string one in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            ApplyOne(equals < 0 ? one : one[..equals], equals < 0 ? null : one[(equals + 1)..], settings);
        }
    }

    private static void ApplyOne(string word, string? value, ServeSettings settings)
    {
        if (Array.Find(NotThere, one => word.StartsWith(one.Prefix, StringComparison.Ordinal)) is { Prefix: not null } missing)
        {
            throw ServeOptionReader.Missing($"-o {word}", missing.What);
        }

        if (!Words.TryGetValue(word, out (Takes Takes, Setter Set) known))
        {
            throw ServeOptionReader.Wrong($"Illegal suboption \"{word}\"");
        }

        if (value is null && known.Takes is Takes.Number or Takes.Text)
        {
            throw ServeOptionReader.Wrong($"Missing {(known.Takes == Takes.Number ? "numeric " : "")}argument for {word}");
        }

        if (known.Takes is Takes.Number or Takes.NumberIfAny && value is not null && !Numbers.TryDouble(value, out _))
        {
            throw ServeOptionReader.Wrong($"could not parse argument to {word}: {value}");
        }

        if (word.StartsWith("ssl_", StringComparison.Ordinal))
        {
            settings.WordsOfTls.Add(word);
        }

        known.Set(word, value ?? "", settings);
    }

    private static void Nothing(string word, string value, ServeSettings settings)
    {
    }

    /// <summary>What is accepted and changes nothing, with the reason.</summary>
    private static Setter Idle(string why) => (word, _, settings) => WithoutEffect(word, why, settings);

    private static void WithoutEffect(string word, string why, ServeSettings settings) =>
        ServeOptionReader.WithoutEffect(settings, $"-o {word}", why);

    /// <summary>What is kept and told, and changes nothing.</summary>
    private static Setter Told(double from, double to, Action<ServerSettings, double> set, string why) => (word, value, settings) =>
    {
        _ = Numbers.TryDouble(value, out double number);
        if (number < from || number > to)
        {
            throw ServeOptionReader.Wrong($"{word} must be from {from} to {to}");
        }

        set(settings.Listener.Settings, number);
        WithoutEffect(word, why, settings);
    };

    private static Setter Percent(Action<CacheCoreOptions, int> set) => (word, value, settings) =>
    {
        if (!Numbers.TryInt(value, out int percent) || percent is < 1 or >= 80)
        {
            throw ServeOptionReader.Wrong($"{word} must be > 1 and < 80");
        }

        set(settings.Store, percent);
    };

    private static Setter Factor(Action<CacheCoreOptions, double> set) => (word, value, settings) =>
    {
        _ = Numbers.TryDouble(value, out double factor);
        if (factor <= 0)
        {
            throw ServeOptionReader.Wrong($"{word} must be > 0");
        }

        set(settings.Store, factor);
    };

    private static int Whole(string word, string value, int from, int to) =>
        Numbers.TryInt(value, out int number) && number >= from && number <= to
            ? number
            : throw ServeOptionReader.Wrong(to == int.MaxValue
                ? $"{word} must be a whole number of at least {from}"
                : $"{word} must be a whole number from {from} to {to}");

    /// <summary>Bytes were meant before memcached 1.6.24, so a large number is somebody's old habit.</summary>
    private static int Kilobytes(string word, string value) =>
        Numbers.TryInt(value, out int number) && number is >= 1 and <= 1024
            ? number
            : throw ServeOptionReader.Wrong($"{word} must be specified in kilobytes, from 1 to 1024");

    private static void HashPower(string word, string value, ServeSettings settings)
    {
        int power = Whole(word, value, 0, int.MaxValue);
        switch (power)
        {
            case > 32:
                throw ServeOptionReader.Wrong($"Initial hashtable multiplier of {power} is too high");
            case > 0 and < 12:
                throw ServeOptionReader.Wrong($"Initial hashtable multiplier of {power} is too low");
            default:
                settings.Listener.Settings.HashPower = power;
                WithoutEffect(word, "the index grows bucket by bucket and begins with a page", settings);
                break;
        }
    }

    private static void HashAlgorithm(string word, string value, ServeSettings settings)
    {
        switch (value)
        {
            case "xxh3":
                break;
            case "jenkins" or "murmur3":
                WithoutEffect(word, "keys are hashed with XXH3 and a seed", settings);
                break;
            default:
                throw ServeOptionReader.Wrong($"Unknown hash_algorithm option {value} (jenkins, murmur3, xxh3)");
        }

        settings.Listener.Settings.HashAlgorithm = value;
    }

    private static void Automove(string word, string value, ServeSettings settings) => settings.Store.PageBalancing = value switch
    {
        "" or "1" => PageBalancing.Steady,
        "0" => PageBalancing.Off,
        "2" => PageBalancing.Eager,
        _ => throw ServeOptionReader.Wrong($"{word} must be between 0 and 2"),
    };

    private static void IdleTimeout(string word, string value, ServeSettings settings)
    {
        int seconds = Whole(word, value, 0, int.MaxValue);
        settings.Listener.IdleTimeout = seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Without it there is one list for all items, as before there were segments.</summary>
    private static void SetMaintainer(ServeSettings settings, bool isThere) =>
        settings.Listener.Settings.HasMaintainer = isThere;

    private static void NotModern(string word, string value, ServeSettings settings)
    {
        SetMaintainer(settings, isThere: false);
        settings.Listener.Settings.MayReassign = false;
        settings.Store.PageBalancing = PageBalancing.Off;
        settings.HasWholePages = true;
        settings.Listener.WaitAtMaxConnections = true;
        settings.Listener.Settings.IsCrawlerOn = false;
        settings.Listener.Settings.HashAlgorithm = "jenkins";
    }

    private static void KernelTls(string word, string value, ServeSettings settings)
    {
        settings.Listener.Settings.UsesKernelTls = true;
        WithoutEffect(word, "the kernel does not encrypt here", settings);
    }
}
