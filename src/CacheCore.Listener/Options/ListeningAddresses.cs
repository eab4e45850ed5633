using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Addresses;

namespace CacheCore.Listener.Options;

/// <summary>The addresses of sockets behind those that somebody wrote.</summary>
internal static class ListeningAddresses
{
    /// <summary>For each of the texts its addresses, in order.</summary>
    /// <exception cref="IOException">There is no such host.</exception>
    public static async Task<IReadOnlyList<EndPoint[]>> ResolveAsync(IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        List<(string Text, EndPoint[] Addresses)> found = [];
        foreach (string text in texts)
        {
            found.Add((text, [.. await NamedAddresses.OfAsync(text, cancellationToken).ConfigureAwait(false)]));
        }

        EndPoint[] all = [.. found.SelectMany(static one => one.Addresses)];
        return [.. found.Select(one => Array.ConvertAll(one.Addresses, address => Apart(address, EndpointParser.IsStar(one.Text), all)))];
    }

    /// <summary>
    /// Leaves IPv4 out of a socket for all of IPv6 if another one is to have it. Whoever wrote <c>::</c> beside an address by IPv4 meant
    /// each for itself; whoever wrote <c>*</c> meant
    /// both families, whole. Pure.
    /// </summary>
    internal static EndPoint Apart(EndPoint address, bool isStar, IEnumerable<EndPoint> all) =>
        address is IPEndPoint six && six.Address.Equals(IPAddress.IPv6Any) && all.OfType<IPEndPoint>().Any(one => IsBeside(one, six.Port, isStar))
            ? new SixOnlyEndPoint(six.Port)
            : address;

    private static bool IsBeside(IPEndPoint four, int port, bool isStar) =>
        four.AddressFamily == AddressFamily.InterNetwork && four.Port == port && (!isStar || four.Address.Equals(IPAddress.Any));
}
