using System.Net;
using System.Net.Sockets;
using CacheCore.Server;
using CacheCore.Transport.Addresses;

namespace CacheCore.Tool.Client;

/// <summary>Where a server is: <c>host:port</c>, <c>[v6]:port</c>, <c>host</c>, <c>:port</c>, or the path of a unix socket.</summary>
internal static class ServerAddress
{
    public const string Default = "127.0.0.1:11211";

    private const string Unix = "unix:";

    /// <exception cref="RefusedException">It is no address, or the name is not known.</exception>
    public static EndPoint Resolve(string text) => ResolveAll(text)[0];

    /// <summary>All addresses that the text stands for: a name may have several.</summary>
    /// <exception cref="RefusedException">It is no address, or the name is not known.</exception>
    public static IReadOnlyList<EndPoint> ResolveAll(string text)
    {
        if (IsPath(text))
        {
            return [UnixSocket(text.StartsWith(Unix, StringComparison.Ordinal) ? text[Unix.Length..] : text)];
        }

        (string host, int port) = Split(text);
        try
        {
            return IPAddress.TryParse(host, out IPAddress? address)
                ? [new IPEndPoint(address, port)]
                : [.. Dns.GetHostAddresses(host).Select(one => new IPEndPoint(one, port))];
        }
        catch (SocketException exception)
        {
            throw new RefusedException(ExitCode.NoHost, $"cachecore: {host}: {exception.Message}", exception);
        }
    }

    /// <summary>True if the text stands for a unix socket.</summary>
    public static bool IsPath(string text) => text.Contains('/') || text.StartsWith(Unix, StringComparison.Ordinal);

    /// <summary>The host alone: the name that a server's certificate has to have.</summary>
    /// <exception cref="RefusedException">It is no address with a host.</exception>
    public static string HostOf(string text) => Split(text).Host;

    private static UnixDomainSocketEndPoint UnixSocket(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentException)
        {
            throw new RefusedException(ExitCode.Usage, $"cachecore: '{path}' is no path of a unix socket, or too long for one");
        }
    }

    private static (string Host, int Port) Split(string text)
    {
        return AddressText.TrySplit(text, out string host, out int? port) && port is not 0
            ? (host.Length == 0 ? "127.0.0.1" : host, port ?? MemcachedEndpoint.DefaultPort)
            : throw new RefusedException(ExitCode.Usage, $"cachecore: '{text}' is not host:port");
    }
}
