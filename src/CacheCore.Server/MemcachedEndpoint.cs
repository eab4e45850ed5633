using CacheCore.Transport.Addresses;

namespace CacheCore.Server;

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

    /// <summary>The path of a unix socket; null: it is none.</summary>
    public string? UnixPath => AddressText.IsUnix(Address) ? Address[AddressText.UnixPrefix.Length..] : null;

    /// <summary>What clients speak here.</summary>
    public MemcachedProtocol Protocol { get; set; }

    /// <summary>Whether its connections are encrypted.</summary>
    public MemcachedEndpointTls Tls { get; set; }

    /// <summary>Who may use this endpoint, in place of the server's; empty = everybody, null = as the server says.</summary>
    public string? AuthFile { get; set; }

    /// <summary>Who may use this endpoint by SASL, in place of the server's; empty = no SASL here, null = as the server says.</summary>
    public string? SaslFile { get; set; }

    /// <summary>When idle connections are closed here, in place of the server's; zero = never, null = as the server says.</summary>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>Who may use a unix socket, by file permissions. The owner alone, unless set.</summary>
    public UnixFileMode UnixMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The same once more, which changes to this one do not reach.</summary>
    public MemcachedEndpoint Copy() => (MemcachedEndpoint)MemberwiseClone();
}
