using System.Globalization;
using CacheCore.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CacheCore.Listener.Hosting;

/// <summary>Reads options from a configuration section; a key that means nothing is refused rather than passed over.</summary>
internal static class MemcachedListenerOptionsBinder
{
    private delegate bool Parser<T>(string text, out T value);

    private static readonly Dictionary<string, Func<MemcachedListenerOptions, string, string?>> Bindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(MemcachedListenerOptions.MaxConnections)] = Read<MemcachedListenerOptions, int>(TryParseWhole, (o, value) => o.MaxConnections = value, "a whole number"),
        [nameof(MemcachedListenerOptions.Threads)] = Read<MemcachedListenerOptions, int>(TryParseWhole, (o, value) => o.Threads = value, "a whole number"),
        [nameof(MemcachedListenerOptions.IdleTimeout)] = Read<MemcachedListenerOptions, TimeSpan?>(TryParseTime, (o, value) => o.IdleTimeout = value, WantedTime),
        [nameof(MemcachedListenerOptions.MaxItemSize)] = Read<MemcachedListenerOptions, int>(TryParseSize, (o, value) => o.MaxItemSize = value, "a size such as 1048576, 64k or 8MB"),
        [nameof(MemcachedListenerOptions.AuthFile)] = Read<MemcachedListenerOptions, string>(TryParseText, (o, value) => o.AuthFile = value, ""),
        [nameof(MemcachedListenerOptions.AllowFlush)] = Read<MemcachedListenerOptions, bool>(bool.TryParse, (o, value) => o.AllowFlush = value, "true or false"),
        [nameof(MemcachedListenerOptions.AllowDumps)] = Read<MemcachedListenerOptions, bool>(bool.TryParse, (o, value) => o.AllowDumps = value, "true or false"),
        [nameof(MemcachedListenerOptions.AllowWatch)] = Read<MemcachedListenerOptions, bool>(bool.TryParse, (o, value) => o.AllowWatch = value, "true or false"),
        [nameof(MemcachedListenerOptions.AllowShutdown)] = Read<MemcachedListenerOptions, bool>(bool.TryParse, (o, value) => o.AllowShutdown = value, "true or false"),
        [nameof(MemcachedListenerOptions.DebugCommands)] = Read<MemcachedListenerOptions, bool>(bool.TryParse, (o, value) => o.DebugCommands = value, "true or false"),
        [nameof(MemcachedListenerOptions.PrefixDelimiter)] = Read<MemcachedListenerOptions, char>(char.TryParse, (o, value) => o.PrefixDelimiter = value, "one character"),
        [nameof(MemcachedListenerOptions.CountPrefixes)] = Read<MemcachedListenerOptions, bool>(bool.TryParse, (o, value) => o.CountPrefixes = value, "true or false"),
        [nameof(MemcachedListenerOptions.TrackSizes)] = Read<MemcachedListenerOptions, bool>(bool.TryParse, (o, value) => o.TrackSizes = value, "true or false"),
        [nameof(MemcachedListenerOptions.Verbosity)] = Read<MemcachedListenerOptions, int>(TryParseWhole, (o, value) => o.Verbosity = value, "a whole number"),
        [nameof(MemcachedListenerOptions.Backlog)] = Read<MemcachedListenerOptions, int>(TryParseWhole, (o, value) => o.Backlog = value, "a whole number"),
        [nameof(MemcachedListenerOptions.Version)] = Read<MemcachedListenerOptions, string>(TryParseText, (o, value) => o.Version = value, ""),
    };

    private static readonly Dictionary<string, Func<MemcachedEndpoint, string, string?>> EndpointBindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(MemcachedEndpoint.Address)] = Read<MemcachedEndpoint, string>(TryParseText, (e, value) => e.Address = value, ""),
        [nameof(MemcachedEndpoint.Protocol)] = Read<MemcachedEndpoint, MemcachedProtocol>(TryParseProtocol, (e, value) => e.Protocol = value, "Auto, Text or Binary"),
        [nameof(MemcachedEndpoint.AuthFile)] = Read<MemcachedEndpoint, string>(TryParseText, (e, value) => e.AuthFile = value, ""),
        [nameof(MemcachedEndpoint.IdleTimeout)] = Read<MemcachedEndpoint, TimeSpan?>(TryParseTime, (e, value) => e.IdleTimeout = value, WantedTime),
        [nameof(MemcachedEndpoint.UnixMode)] = Read<MemcachedEndpoint, UnixFileMode>(TryParseMode, (e, value) => e.UnixMode = value, "file permissions such as 700, in octal"),
    };

    private const string WantedTime = "a time such as 00:05:00 (5 minutes), or nothing for none";

    /// <summary>All keys that a section may hold.</summary>
    public static IReadOnlyList<string> KnownKeys { get; } = [.. Bindings.Keys, nameof(MemcachedListenerOptions.Endpoints)];

    /// <summary>Sets what <paramref name="configuration"/> names and leaves the rest.</summary>
    /// <exception cref="OptionsValidationException">Unknown keys or texts that cannot be read; all of them are listed.</exception>
    public static void Bind(IConfiguration configuration, MemcachedListenerOptions options, string optionsName)
    {
        List<string> problems = [];
        foreach (IConfigurationSection entry in configuration.GetChildren())
        {
            if (entry.Key.Equals(nameof(MemcachedListenerOptions.Endpoints), StringComparison.OrdinalIgnoreCase))
            {
                BindEndpoints(entry, options, problems);
            }
            else
            {
                BindEntry(entry, options, Bindings, problems);
            }
        }

        if (problems.Count > 0)
        {
            throw new OptionsValidationException(optionsName, typeof(MemcachedListenerOptions), problems);
        }
    }

    /// <summary>What is listed takes the place of what was preset. An endpoint is an address, or a section of its own.</summary>
    private static void BindEndpoints(IConfigurationSection list, MemcachedListenerOptions options, List<string> problems)
    {
        List<MemcachedEndpoint> endpoints = [];
        foreach (IConfigurationSection entry in list.GetChildren())
        {
            var endpoint = new MemcachedEndpoint();
            if (entry.Value is { } address)
            {
                endpoint.Address = address;
            }

            foreach (IConfigurationSection setting in entry.GetChildren())
            {
                BindEntry(setting, endpoint, EndpointBindings, problems);
            }

            endpoints.Add(endpoint);
        }

        if (endpoints.Count > 0)
        {
            options.Endpoints = endpoints;
        }
        else if (!string.IsNullOrEmpty(list.Value))
        {
            problems.Add($"Configuration '{list.Path}' is '{list.Value}', which cannot be read; write a list of addresses.");
        }
    }

    private static void BindEntry<T>(IConfigurationSection entry, T target, Dictionary<string, Func<T, string, string?>> bindings, List<string> problems)
    {
        if (!bindings.TryGetValue(entry.Key, out Func<T, string, string?>? binding))
        {
            problems.Add($"Configuration holds a key that the listener does not know: '{entry.Path}'. It knows: {string.Join(", ", bindings.Keys.Order(StringComparer.Ordinal))}.");
        }
        else if (entry.Value is { } text && binding(target, text) is { } wanted)
        {
            problems.Add($"Configuration '{entry.Path}' is '{text}', which cannot be read; write {wanted}.");
        }
        else if (entry.Value is null && entry.GetChildren().Any())
        {
            problems.Add($"Configuration '{entry.Path}' holds keys of its own; it takes one value.");
        }
    }

    private static Func<TOptions, string, string?> Read<TOptions, T>(Parser<T> parse, Action<TOptions, T> assign, string wanted) => (options, text) =>
    {
        if (!parse(text, out T value))
        {
            return wanted;
        }

        assign(options, value);
        return null;
    };

    private static bool TryParseWhole(string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    private static bool TryParseText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool TryParseProtocol(string text, out MemcachedProtocol value) => Enum.TryParse(text, ignoreCase: true, out value);

    private static bool TryParseSize(string text, out int value)
    {
        bool reads = SizeText.TryParse(text, out long size) && size <= int.MaxValue;
        value = reads ? (int)size : 0;
        return reads;
    }

    private static bool TryParseTime(string text, out TimeSpan? value)
    {
        bool reads = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) && text.Contains(':', StringComparison.Ordinal);
        value = reads ? time : null;
        return reads || text.Length == 0;
    }

    private static bool TryParseMode(string text, out UnixFileMode value)
    {
        const int Most = 0x1FF;
        int mode = 0;
        bool reads = text.Length is > 0 and <= 4;
        foreach (char digit in text)
        {
            reads &= digit is >= '0' and <= '7';
            mode = (mode * 8) + (digit - '0');
        }

        value = (UnixFileMode)(mode & Most);
        return reads && mode <= Most;
    }
}
