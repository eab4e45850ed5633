using System.Net;
using System.Net.Sockets;

namespace CacheCore.Transport.Addresses;

/// <summary>A unix socket that is to be made, with the permissions of its file.</summary>
/// <param name="file">Where it is found.</param>
/// <param name="mode">Who may use it.</param>
public sealed class UnixSocketEndPoint(UnixDomainSocketEndPoint file, UnixFileMode mode) : EndPoint
{
    /// <summary>Where it is found.</summary>
    public UnixDomainSocketEndPoint File => file;

    /// <summary>Who may use it.</summary>
    public UnixFileMode Mode => mode;

    /// <inheritdoc/>
    public override AddressFamily AddressFamily => AddressFamily.Unix;

    /// <inheritdoc/>
    public override string ToString() => file.ToString();
}
