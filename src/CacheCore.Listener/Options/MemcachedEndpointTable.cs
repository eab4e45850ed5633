using System.Net;
using System.Net.Sockets;
using CacheCore.Access.Options;
using CacheCore.Server;
using CacheCore.Transport.Addresses;
using static CacheCore.Access.Options.OptionRows<CacheCore.Server.MemcachedEndpoint>;

namespace CacheCore.Listener.Options;

/// <summary>All that is known of the options of an endpoint, a row each.</summary>
internal static class MemcachedEndpointTable
{
    private static readonly OptionRange<string?> Address = new(
        static text => AddressText.TryParse(text ?? "", MemcachedEndpoint.DefaultPort, out _),
            "such as 127.0.0.1:11211, [::1]:11211, *:11211 or unix:/path", "");

    private static readonly OptionRange<TimeSpan?> Timeout = new(IsTimeout, "at least a second, zero for never, or null", "");

    private static readonly OptionReader<UnixFileMode> Mode = new(
        static (text, out mode) => OptionText.TryParseFileMode(text, out mode), "file permissions such as 700, in octal");

    /// <summary>An address of UDP, which has no files.</summary>
    public static OptionRange<string> UdpAddress { get; } = new(
        static text => AddressText.TryParse(text ?? "", MemcachedEndpoint.DefaultPort, out EndPoint parsed)
            && parsed is not UnixDomainSocketEndPoint,
        "such as 127.0.0.1:11211, [::1]:11211 or *:11211",
        "");

    public static OptionTable<MemcachedEndpoint> All { get; } = new("an endpoint", "Endpoint", static (_, _) => { },
    [
        Of(e => e.Address, (e, value) => e.Address = value!, OptionReader.Text, Address),
        Of(e => e.Protocol, (e, value) => e.Protocol = value, OptionReader.OneOf<MemcachedProtocol>(),
            OptionRange.OneOf<MemcachedProtocol>()),
        Of(e => e.Tls, (e, value) => e.Tls = value, OptionReader.OneOf<MemcachedEndpointTls>(), OptionRange.OneOf<MemcachedEndpointTls>()),
        Of(e => e.AuthFile, (e, value) => e.AuthFile = value, OptionReader.Text),
        Of(e => e.SaslFile, (e, value) => e.SaslFile = value, OptionReader.Text),
        Of(e => e.IdleTimeout, (e, value) => e.IdleTimeout = value, OptionReader.Time, Timeout),
        Of(e => e.UnixMode, (e, value) => e.UnixMode = value, Mode),
    ]);

    /// <summary>A second or more; zero and null stand for never, or for what the listener says.</summary>
    public static bool IsTimeout(TimeSpan? timeout) => timeout is null || timeout == TimeSpan.Zero || timeout >= TimeSpan.FromSeconds(1);
}
