using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CacheCore.Transport.Epoll;

/// <summary>Addresses as Linux writes them: the family in two bytes of the machine's order, and what the family has.</summary>
internal static class SocketAddresses
{
    /// <summary>Room for an address of any family.</summary>
    public const int LargestSize = 128;

    private const ushort Ip = 2;
    private const ushort IpV6 = 10;

    private static readonly IPEndPoint Any = new(IPAddress.Any, 0);
    private static readonly IPEndPoint AnyV6 = new(IPAddress.IPv6Any, 0);

    /// <summary>The address of a peer; null: it has none, as the clients of a unix socket.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> address)
    {
        ushort family = address.Length < sizeof(ushort) ? (ushort)0
            : BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(address)
            : BinaryPrimitives.ReadUInt16BigEndian(address);
        return family switch
        {
            Ip => Read(address, AddressFamily.InterNetwork, Any),
            IpV6 => Read(address, AddressFamily.InterNetworkV6, AnyV6),
            _ => null,
        };
    }

    private static IPEndPoint Read(ReadOnlySpan<byte> address, AddressFamily family, IPEndPoint kind)
    {
        var read = new SocketAddress(family, address.Length);
        address.CopyTo(read.Buffer.Span);
        return (IPEndPoint)kind.Create(read);
    }
}
