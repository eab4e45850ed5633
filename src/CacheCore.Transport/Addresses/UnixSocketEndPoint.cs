using System.Net;
using System.Net.Sockets;

namespace CacheCore.Transport.Addresses;

/// <summary>A unix socket that is to be made, with the permissions of its file.</summary>
internal sealed class UnixSocketEndPoint(UnixDomainSocketEndPoint file, UnixFileMode mode) : EndPoint
{
    public UnixDomainSocketEndPoint File => file;

    public UnixFileMode Mode => mode;

    public override AddressFamily AddressFamily => AddressFamily.Unix;

    public override string ToString() => file.ToString();
}
