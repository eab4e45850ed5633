using CacheCore.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using EndpointReads = CacheCore.DependencyInjection.OptionText<CacheCore.Listener.MemcachedEndpoint>;
using ListenerReads = CacheCore.DependencyInjection.OptionText<CacheCore.Listener.MemcachedListenerOptions>;
using TlsReads = CacheCore.DependencyInjection.OptionText<CacheCore.Listener.MemcachedTlsOptions>;

namespace CacheCore.Listener.Options;

/// <summary>Reads options from a configuration section; a key that means nothing is refused rather than passed over.</summary>
internal static class MemcachedListenerOptionsBinder
{
    private static readonly Dictionary<string, Binding<MemcachedListenerOptions>> Bindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(MemcachedListenerOptions.MaxConnections)] = ListenerReads.Whole((o, value) => o.MaxConnections = value),
        [nameof(MemcachedListenerOptions.WaitAtMaxConnections)] = ListenerReads.YesNo((o, value) => o.WaitAtMaxConnections = value),
        [nameof(MemcachedListenerOptions.ConnectionMemoryLimit)] = ListenerReads.Size((o, value) => o.ConnectionMemoryLimit = value),
        [nameof(MemcachedListenerOptions.Threads)] = ListenerReads.Whole((o, value) => o.Threads = value),
        [nameof(MemcachedListenerOptions.RequestsPerTurn)] = ListenerReads.Whole((o, value) => o.RequestsPerTurn = value),
        [nameof(MemcachedListenerOptions.IdleTimeout)] = ListenerReads.Time((o, value) => o.IdleTimeout = value),
        [nameof(MemcachedListenerOptions.MaxItemSize)] = ListenerReads.Size((o, value) => o.MaxItemSize = value),
        [nameof(MemcachedListenerOptions.GrowthFactor)] = ListenerReads.Number((o, value) => o.GrowthFactor = value),
        [nameof(MemcachedListenerOptions.SmallestChunkSize)] = ListenerReads.Size((o, value) => o.SmallestChunkSize = value),
        [nameof(MemcachedListenerOptions.LargestChunkSize)] = ListenerReads.Size((o, value) => o.LargestChunkSize = value),
        [nameof(MemcachedListenerOptions.UseCas)] = ListenerReads.YesNo((o, value) => o.UseCas = value),
        [nameof(MemcachedListenerOptions.AuthFile)] = ListenerReads.Text((o, value) => o.AuthFile = value),
        [nameof(MemcachedListenerOptions.SaslFile)] = ListenerReads.Text((o, value) => o.SaslFile = value),
        [nameof(MemcachedListenerOptions.AllowFlush)] = ListenerReads.YesNo((o, value) => o.AllowFlush = value),
        [nameof(MemcachedListenerOptions.AllowDumps)] = ListenerReads.YesNo((o, value) => o.AllowDumps = value),
        [nameof(MemcachedListenerOptions.AllowWatch)] = ListenerReads.YesNo((o, value) => o.AllowWatch = value),
        [nameof(MemcachedListenerOptions.WatchBufferSize)] = ListenerReads.Size((o, value) => o.WatchBufferSize = value),
        [nameof(MemcachedListenerOptions.AllowShutdown)] = ListenerReads.YesNo((o, value) => o.AllowShutdown = value),
        [nameof(MemcachedListenerOptions.DebugCommands)] = ListenerReads.YesNo((o, value) => o.DebugCommands = value),
        [nameof(MemcachedListenerOptions.PrefixDelimiter)] = ListenerReads.Read<char>(char.TryParse, (o, value) => o.PrefixDelimiter = value, "one character"),
        [nameof(MemcachedListenerOptions.CountPrefixes)] = ListenerReads.YesNo((o, value) => o.CountPrefixes = value),
        [nameof(MemcachedListenerOptions.TrackSizes)] = ListenerReads.YesNo((o, value) => o.TrackSizes = value),
        [nameof(MemcachedListenerOptions.Verbosity)] = ListenerReads.Whole((o, value) => o.Verbosity = value),
        [nameof(MemcachedListenerOptions.Backlog)] = ListenerReads.Whole((o, value) => o.Backlog = value),
        [nameof(MemcachedListenerOptions.Version)] = ListenerReads.Text((o, value) => o.Version = value),
    };

    private static readonly Dictionary<string, Binding<MemcachedEndpoint>> EndpointBindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(MemcachedEndpoint.Address)] = EndpointReads.Text((e, value) => e.Address = value),
        [nameof(MemcachedEndpoint.Protocol)] = EndpointReads.OneOf<MemcachedProtocol>((e, value) => e.Protocol = value, "Auto, Text or Binary"),
        [nameof(MemcachedEndpoint.Tls)] = EndpointReads.OneOf<MemcachedEndpointTls>((e, value) => e.Tls = value, "Auto, Off, Server or Mutual"),
        [nameof(MemcachedEndpoint.AuthFile)] = EndpointReads.Text((e, value) => e.AuthFile = value),
        [nameof(MemcachedEndpoint.SaslFile)] = EndpointReads.Text((e, value) => e.SaslFile = value),
        [nameof(MemcachedEndpoint.IdleTimeout)] = EndpointReads.Time((e, value) => e.IdleTimeout = value),
        [nameof(MemcachedEndpoint.UnixMode)] = EndpointReads.Read<UnixFileMode>(TryParseMode, (e, value) => e.UnixMode = value, "file permissions such as 700, in octal"),
    };

    private static readonly Dictionary<string, Binding<MemcachedTlsOptions>> TlsBindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(MemcachedTlsOptions.CertificateFile)] = TlsReads.Text((o, value) => o.CertificateFile = value),
        [nameof(MemcachedTlsOptions.KeyFile)] = TlsReads.Text((o, value) => o.KeyFile = value),
        [nameof(MemcachedTlsOptions.ClientCertificates)] = TlsReads.OneOf<MemcachedClientCertificates>((o, value) => o.ClientCertificates = value, "None, Request or Require"),
        [nameof(MemcachedTlsOptions.AuthorityFile)] = TlsReads.Text((o, value) => o.AuthorityFile = value),
        [nameof(MemcachedTlsOptions.RequireTls13)] = TlsReads.YesNo((o, value) => o.RequireTls13 = value),
        [nameof(MemcachedTlsOptions.Ciphers)] = TlsReads.Text((o, value) => o.Ciphers = value),
        [nameof(MemcachedTlsOptions.AllowResume)] = TlsReads.YesNo((o, value) => o.AllowResume = value),
        [nameof(MemcachedTlsOptions.HandshakeTimeout)] = TlsReads.Time((o, value) => o.HandshakeTimeout = value ?? o.HandshakeTimeout),
    };

    /// <summary>All keys that a section may hold.</summary>
    public static IReadOnlyList<string> KnownKeys { get; } =
        [.. Bindings.Keys, nameof(MemcachedListenerOptions.ChunkSizes), nameof(MemcachedListenerOptions.UdpAddresses), nameof(MemcachedListenerOptions.Endpoints), nameof(MemcachedListenerOptions.Tls)];

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
            else if (entry.Key.Equals(nameof(MemcachedListenerOptions.ChunkSizes), StringComparison.OrdinalIgnoreCase))
            {
                ListenerReads.BindSizes(entry, sizes => options.ChunkSizes = sizes, problems);
            }
            else if (entry.Key.Equals(nameof(MemcachedListenerOptions.UdpAddresses), StringComparison.OrdinalIgnoreCase))
            {
                BindUdpAddresses(entry, options, problems);
            }
            else if (entry.Key.Equals(nameof(MemcachedListenerOptions.Tls), StringComparison.OrdinalIgnoreCase))
            {
                BindTls(entry, options, problems);
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
            problems.Add(ListenerReads.Unreadable(list, "a list of addresses"));
        }
    }

    private static void BindUdpAddresses(IConfigurationSection list, MemcachedListenerOptions options, List<string> problems)
    {
        IConfigurationSection[] entries = [.. list.GetChildren()];
        options.UdpAddresses = [.. entries.Select(static one => one.Value ?? "")];
        if (entries.Length == 0 && !string.IsNullOrEmpty(list.Value))
        {
            problems.Add(ListenerReads.Unreadable(list, "a list of addresses"));
        }
    }

    private static void BindTls(IConfigurationSection section, MemcachedListenerOptions options, List<string> problems)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            problems.Add(ListenerReads.Unreadable(section, "a section with CertificateFile and what belongs to it"));
        }

        foreach (IConfigurationSection entry in section.GetChildren())
        {
            BindEntry(entry, options.Tls ??= new MemcachedTlsOptions(), TlsBindings, problems);
        }
    }

    private static void BindEntry<T>(IConfigurationSection entry, T target, Dictionary<string, Binding<T>> bindings, List<string> problems)
    {
        if (bindings.TryGetValue(entry.Key, out Binding<T>? binding))
        {
            OptionText<T>.Bind(entry, target, binding, problems);
        }
        else
        {
            problems.Add($"Configuration holds a key that the listener does not know: '{entry.Path}'. It knows: {string.Join(", ", bindings.Keys.Order(StringComparer.Ordinal))}.");
        }
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
