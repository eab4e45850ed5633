using System.Net;

namespace CacheCore.Transport.Addresses;

/// <summary>
/// All addresses of the machine by IPv6, and none by IPv4: where that one is listened on by another socket. <c>::</c> alone is both.
/// </summary>
internal sealed class SixOnlyEndPoint(int port) : IPEndPoint(IPAddress.IPv6Any, port);
