using System.Net;
using System.Net.Sockets;

namespace CacheCore.Transport.Addresses;

/// <summary>The addresses of sockets behind those that somebody wrote.</summary>
public static class ListeningAddresses
{
    /// <summary>For each of the texts its addresses, in order.</summary>
    /// <param name="texts">As <see cref="AddressText"/> reads them.</param>
    /// <param name="defaultPort">What they mean where they name no port.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">There is no such host; the message begins with the text.</exception>
    public static async Task<IReadOnlyList<EndPoint[]>> ResolveAsync(
        IEnumerable<string> texts, int defaultPort, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        List<(string Text, EndPoint[] Addresses)> found = [];
        foreach (string text in texts)
        {
            found.Add((text, [.. await NamedAddresses.OfAsync(text, defaultPort, cancellationToken).ConfigureAwait(false)]));
        }

        EndPoint[] all = [.. found.SelectMany(static one => one.Addresses)];
        return [.. found.Select(one => Array.ConvertAll(one.Addresses, address => Apart(address, AddressText.IsStar(one.Text), all)))];
    }

    /// <summary>
    /// Leaves IPv4 out of a socket for all of IPv6 if another one is to have it. Whoever wrote <c>::</c> beside an address by IPv4 meant
    /// each for itself; whoever wrote <c>*</c> meant
    /// both families, whole. Pure.
    /// </summary>
    internal static EndPoint Apart(EndPoint address, bool isStar, IEnumerable<EndPoint> all) =>
        address is IPEndPoint six
        && six.Address.Equals(IPAddress.IPv6Any)
        && all.OfType<IPEndPoint>().Any(one => IsBeside(one, six.Port, isStar))
            ? new SixOnlyEndPoint(six.Port)
            : address;

    private static bool IsBeside(IPEndPoint four, int port, bool isStar) =>
        four.AddressFamily == AddressFamily.InterNetwork && four.Port == port && (!isStar || four.Address.Equals(IPAddress.Any));
}
