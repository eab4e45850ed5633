using System.Net;
using System.Net.Sockets;

namespace CacheCore.Transport.Addresses;

/// <summary>
/// The addresses that a text stands for: one, or those that the system has for a name, such as both loopbacks for <c>localhost</c>.
/// </summary>
public static class NamedAddresses
{
    /// <summary>Looks up what there is to be looked up.</summary>
    /// <param name="text">An address as <see cref="AddressText"/> reads it.</param>
    /// <param name="defaultPort">What it means where it names no port.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">There is no such name; the message begins with the text.</exception>
    public static async Task<IReadOnlyList<EndPoint>> OfAsync(string text, int defaultPort, CancellationToken cancellationToken)
    {
        _ = AddressText.TryParse(text, defaultPort, out EndPoint parsed);
        if (parsed is not DnsEndPoint name)
        {
            return [parsed];
        }

        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(name.Host, cancellationToken)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return [.. Usable([.. found.Distinct()]).Select(one => new IPEndPoint(one, name.Port))];
        }
        catch (SocketException exception)
        {
            throw new IOException($"{text}: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// A name may have addresses that the machine has not, as where IPv6 is off; if it has none of them, all are returned, for whoever
    /// binds them to say so.
    /// </summary>
    private static IPAddress[] Usable(IPAddress[] found)
    {
        IPAddress[] usable = found.Length > 1 ? Array.FindAll(found, IsOfThisMachine) : [];
        return usable.Length > 0 ? usable : found;
    }

    private static bool IsOfThisMachine(IPAddress address)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is not (SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported);
        }
    }
}
