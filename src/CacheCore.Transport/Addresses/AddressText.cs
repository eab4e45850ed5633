using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheCore.Transport.Addresses;

/// <summary>
/// Addresses as people write them: <c>host:port</c>, <c>[v6]:port</c>, a host or a port alone, or <c>unix:/path</c>. Pure.
/// </summary>
public static class AddressText
{
    /// <summary>What stands before the path of a unix socket.</summary>
    public const string UnixPrefix = "unix:";

    /// <summary>True if a text names a unix socket.</summary>
    public static bool IsUnix(string address) =>
        (address ?? throw new ArgumentNullException(nameof(address))).StartsWith(UnixPrefix, StringComparison.Ordinal);

    /// <summary>The address in parts; false: it has no such form.</summary>
    /// <param name="address">What was written.</param>
    /// <param name="defaultPort">What it means where it names no port.</param>
    /// <param name="endpoint">
    /// Of a name a <see cref="DnsEndPoint"/>; of a port alone the loopback; of a star all addresses of the machine.
    /// </param>
    public static bool TryParse(string address, int defaultPort, out EndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, defaultPort);
        if (IsUnix(address))
        {
            return TryMakeFile(address[UnixPrefix.Length..], ref endpoint);
        }

        if (!TrySplit(address, out string host, out int? port))
        {
            return false;
        }

        endpoint = AddressOf(host, port ?? defaultPort);
        return true;
    }

    /// <summary>The host and the port of an address that names no file; false: it has no such form.</summary>
    /// <param name="address">What was written.</param>
    /// <param name="host">Without brackets; empty where a port stands alone.</param>
    /// <param name="port">Null: it names none.</param>
    public static bool TrySplit(string address, out string host, out int? port)
    {
        ArgumentNullException.ThrowIfNull(address);
        host = address;
        if (TryParsePort(address, out port))
        {
            host = "";
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

    /// <summary>True for an address that means all of them, by IPv4 as well as by IPv6.</summary>
    public static bool IsStar(string address) => TrySplit(address, out string host, out _) && host == "*";

    /// <summary>True where everybody on the network could come.</summary>
    public static bool IsOpen(EndPoint endpoint) => endpoint switch
    {
        IPEndPoint number => !IPAddress.IsLoopback(number.Address),
        DnsEndPoint name => !name.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static EndPoint AddressOf(string host, int port) => host switch
    {
        "" => new IPEndPoint(IPAddress.Loopback, port),
        "*" => new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port),
        _ when IPAddress.TryParse(host, out IPAddress? number) => new IPEndPoint(number, port),
        _ => new DnsEndPoint(host, port),
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

    private static bool TryParsePort(string text, out int? port)
    {
        bool isPort = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= IPEndPoint.MaxPort;
        port = isPort ? number : null;
        return isPort;
    }
}
