using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheCore.Listener.Options;

/// <summary>What an address that somebody wrote stands for. Pure but for names, which have to be looked up.</summary>
internal static class EndpointParser
{
    /// <summary>The address in parts; false: it has no such form.</summary>
    public static bool TryParse(string address, out EndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, MemcachedEndpoint.DefaultPort);
        if (address.StartsWith(MemcachedEndpoint.UnixPrefix, StringComparison.Ordinal))
        {
            string path = address[MemcachedEndpoint.UnixPrefix.Length..];
            return TryMakeFile(path, ref endpoint);
        }

        if (!TrySplit(address, out string host, out int port))
        {
            return false;
        }

        endpoint = host switch
        {
            "" => new IPEndPoint(IPAddress.Loopback, port),
            "*" => new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port),
            _ when IPAddress.TryParse(host, out IPAddress? number) => new IPEndPoint(number, port),
            _ => new DnsEndPoint(host, port),
        };
        return true;
    }

    /// <summary>True for an address that means all of them, by IPv4 as well as by IPv6.</summary>
    public static bool IsStar(string address) => TrySplit(address, out string host, out _) && host == "*";

    /// <summary>True where everybody on the network could come.</summary>
    public static bool IsOpen(EndPoint endpoint) => endpoint switch
    {
        IPEndPoint number => !IPAddress.IsLoopback(number.Address),
        DnsEndPoint name => !name.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>How long a path may be is the system's to say: 107 bytes on Linux.</summary>
    private static bool TryMakeFile(string path, ref EndPoint endpoint)
    {
        try
        {
            endpoint = new UnixDomainSocketEndPoint(path);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool TrySplit(string address, out string host, out int port)
    {
        port = MemcachedEndpoint.DefaultPort;
        host = address;
        if (TryParsePort(address, out int alone))
        {
            host = "";
            port = alone;
            return true;
        }

        if (address.StartsWith('['))
        {
            int close = address.IndexOf(']', StringComparison.Ordinal);
            host = close > 0 ? address[1..close] : "";
            string rest = close > 0 ? address[(close + 1)..] : "?";
            return IPAddress.TryParse(host, out _) && (rest.Length == 0 || (rest[0] == ':' && TryParsePort(rest[1..], out port)));
        }

        int colon = address.LastIndexOf(':');
        if (colon < 0 || address.IndexOf(':', StringComparison.Ordinal) != colon)
        {
            return address.Length > 0; // a bare name, or an IPv6 address without brackets
        }

        host = address[..colon];
        return TryParsePort(address[(colon + 1)..], out port);
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;
}
