using System.Net;
using System.Net.Sockets;

namespace CacheCore.Server.Connections;

/// <summary>Addresses as <c>stats conns</c> writes them.</summary>
internal static class ConnectionAddress
{
    public static string Of(EndPoint? address, string fallback) => address switch
    {
        IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } six => $"tcp6:{six}",
        IPEndPoint four => $"tcp:{four}",
        UnixDomainSocketEndPoint unix when unix.ToString().Length > 0 => $"unix:{unix}",
        _ => fallback,
    };
}
