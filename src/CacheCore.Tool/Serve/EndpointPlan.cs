using CacheCore.Server;
using CacheCore.Transport.Addresses;

namespace CacheCore.Tool.Serve;

/// <summary>Where to listen: memcached's options as endpoints. Pure.</summary>
internal static class EndpointPlan
{
    private const int AnyPort = -1;

    /// <exception cref="RefusedException">An address asks for what is not there.</exception>
    public static IList<MemcachedEndpoint> Of(ServeSettings settings)
    {
        if (settings.UnixSocket is { } path)
        {
            return [new MemcachedEndpoint($"unix:{path}") { Protocol = settings.Protocol, UnixMode = settings.UnixMode }];
        }

        if (settings.Port == 0 && settings.UdpPort != 0)
        {
            return [];
        }

        List<MemcachedEndpoint> endpoints =
            [.. Addresses(settings).Select(address => Endpoint(address, settings)).OfType<MemcachedEndpoint>()];
        if (endpoints.Count == 0)
        {
            settings.Warnings.Add("There is nothing to listen on: -p 0 turns TCP off, and no unix socket is given.");
        }

        return endpoints;
    }

    /// <summary>Where to listen over UDP: on the same addresses; a port that one of them names is meant for both.</summary>
    public static IList<string> UdpOf(ServeSettings settings)
    {
        if (settings.UdpPort == 0 || settings.UnixSocket is not null)
        {
            return [];
        }

        return [.. Addresses(settings).Select(address => WithPort(WithoutPrefix(address, settings), settings.UdpPort))];
    }

    private static List<string> Addresses(ServeSettings settings) => settings.Addresses.Count > 0 ? settings.Addresses : ["127.0.0.1"];

    private static string WithoutPrefix(string given, ServeSettings settings)
    {
        MemcachedProtocol protocol = default;
        MemcachedEndpointTls tls = default;
        string address = given;
        while (TryTakePrefix(ref address, given, settings, ref protocol, ref tls))
        {
        }

        return address;
    }

    /// <summary>Null: it has no port.</summary>
    private static MemcachedEndpoint? Endpoint(string given, ServeSettings settings)
    {
        MemcachedProtocol protocol = settings.Protocol;
        MemcachedEndpointTls tls = MemcachedEndpointTls.Auto;
        string address = given;
        while (TryTakePrefix(ref address, given, settings, ref protocol, ref tls))
        {
        }

        string full = WithPort(address, settings.Port);
        if (settings.Port != 0 || full == address)
        {
            return new MemcachedEndpoint(full) { Protocol = protocol, Tls = tls };
        }

        if (settings.Addresses.Count > 0)
        {
            settings.Warnings.Add($"Nobody listens at -l {given}: -p 0 turns TCP off, and it has no port of its own.");
        }

        return null;
    }

    /// <summary>Takes one of the words that may stand before an address.</summary>
    private static bool TryTakePrefix(
        ref string address, string given, ServeSettings settings, ref MemcachedProtocol protocol, ref MemcachedEndpointTls tls)
    {
        int colon = address.IndexOf(':', StringComparison.Ordinal);
        string word = colon < 0 ? "" : address[..colon];
        if (word is "btls" or "mtls" or "notls")
        {
            if (word != "notls" && !settings.IsEncrypted)
            {
                throw ServeOptionReader.Unusable($"-l {given}: {word} needs -Z");
            }

            tls = word switch
            {
                "notls" => MemcachedEndpointTls.Off,
                "mtls" => MemcachedEndpointTls.Mutual,
                _ => MemcachedEndpointTls.Server,
            };
        }
        else if (word.StartsWith("proto[", StringComparison.Ordinal) && word.EndsWith(']'))
        {
            protocol = word[6..^1] switch
            {
                "ascii" => MemcachedProtocol.Text,
                "binary" => MemcachedProtocol.Binary,
                "negotiating" => MemcachedProtocol.Auto,
                "proxy" => throw ServeOptionReader.Missing($"-l {given}", "the proxy"),
                _ => throw ServeOptionReader.Unusable($"Invalid protocol in -l {given}"),
            };
        }
        else if (!(word.StartsWith("tag[", StringComparison.Ordinal) && word.EndsWith(']')))
        {
            return false;
        }

        address = address[(colon + 1)..];
        return true;
    }

    private static string WithPort(string address, int port)
    {
        int chosen = port == AnyPort ? 0 : port;
        if (!AddressText.TrySplit(address, out string host, out int? own))
        {
            return address; // whoever listens there will say so
        }

        if (host.Length == 0 && !address.StartsWith(':'))
        {
            return $"{address}:{chosen}"; // a number alone is a host to memcached
        }

        return own is not null ? address : host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{chosen}" : $"{host}:{chosen}";
    }
}
