using System.IO.Hashing;
using System.Net;

namespace CacheCore.Server.Authentication;

/// <summary>
/// Where attempts come from, as a number: an IPv4 address, the network of an IPv6 address (its first 64 bits, which is what one customer
/// has), or this machine's unix sockets together.
/// </summary>
public static class RemoteHost
{
    private const int NetworkLength = 8;

    private static readonly long Seed = Random.Shared.NextInt64();

    /// <summary>The number of an address; null: of a unix socket.</summary>
    public static ulong Of(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: { } address })
        {
            return XxHash3.HashToUInt64([], Seed);
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out int length);
        return XxHash3.HashToUInt64(bytes[..Math.Min(length, NetworkLength)], Seed);
    }
}
