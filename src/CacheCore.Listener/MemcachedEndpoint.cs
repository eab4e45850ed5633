using CacheCore.Transport.Addresses;

namespace CacheCore.Listener;

/// <summary>An address to listen on, with settings of its own.</summary>
public sealed class MemcachedEndpoint
{
    /// <summary>The port of memcached.</summary>
    public const int DefaultPort = 11211;

    /// <summary>Makes one on loopback and <see cref="DefaultPort"/>.</summary>
    public MemcachedEndpoint()
    {
    }

    /// <summary>Makes one on an address.</summary>
    /// <param name="address">As <see cref="Address"/>.</param>
    public MemcachedEndpoint(string address) => Address = address;

    /// <summary>
    /// <c>127.0.0.1:11211</c>, <c>[::1]:11211</c>, <c>*:11211</c> for all addresses of the machine, <c>example.org:11211</c> for all
    /// addresses that the system has for the name, <c>11211</c> for loopback, or <c>unix:/run/cache.sock</c>. Without a port
    /// <see cref="DefaultPort"/> is meant; port 0 = any free one.
    /// </summary>
    public string Address { get; set; } = "127.0.0.1:11211";

    internal bool IsUnixSocket => AddressText.IsUnix(Address);

    internal string UnixPath => Address[AddressText.UnixPrefix.Length..];

    /// <summary>What clients speak here.</summary>
    public MemcachedProtocol Protocol { get; set; }

    /// <summary>Whether its connections are encrypted.</summary>
    public MemcachedEndpointTls Tls { get; set; }

    /// <summary>
    /// Who may use this endpoint, in place of <see cref="MemcachedListenerOptions.AuthFile"/>; empty = everybody, null =
    /// as the listener says.
    /// </summary>
    public string? AuthFile { get; set; }

    /// <summary>
    /// Who may use this endpoint by SASL, in place of <see cref="MemcachedListenerOptions.SaslFile"/>; empty = no SASL here, null =
    /// as the listener says.
    /// </summary>
    public string? SaslFile { get; set; }

    /// <summary>
    /// When idle connections are closed here, in place of <see cref="MemcachedListenerOptions.IdleTimeout"/>; zero = never, null =
    /// as the listener says.
    /// </summary>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>Who may use a unix socket, by file permissions. The owner alone, unless set.</summary>
    public UnixFileMode UnixMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    internal MemcachedEndpoint Copy() => (MemcachedEndpoint)MemberwiseClone();
}
