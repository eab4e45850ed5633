using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Security;
using CacheCore.Transport.Addresses;

namespace CacheCore.Listener.Options;

/// <summary>What is wrong with a set of options: the one place that knows the ranges. Pure.</summary>
internal static class MemcachedListenerOptionsValidator
{
    private const int MostConnections = 1_000_000;
    private const int MostThreads = 1024;
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);
    private const int LeastBytes = 1 << 10;
    private const long LeastConnectionMemory = 1 << 20;
    private const int MostBytes = 1 << 30;
    private const int LongestVersion = 64;
    private const int SmallestStep = 8;
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);

    /// <exception cref="ArgumentException">An option is out of range; the message has all that are.</exception>
    public static void ThrowIfWrong(MemcachedListenerOptions options)
    {
        if (Problems(options) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }
    }

    /// <summary>One sentence for each option out of range, naming option, value and range; none when all is well.</summary>
    public static IReadOnlyList<string> Problems(MemcachedListenerOptions options)
    {
        List<string> problems = [];
        Require(options.Endpoints is { Count: > 0 } || options.UdpAddresses is { Count: > 0 } || options.MayListenNowhere, nameof(options.Endpoints), "empty", "a list of at least one address");
        CheckDatagrams();
        Require(options.MaxConnections is >= 1 and <= MostConnections, nameof(options.MaxConnections), options.MaxConnections, "from 1 to 1,000,000");
        Require(options.ConnectionMemoryLimit is 0 or >= LeastConnectionMemory, nameof(options.ConnectionMemoryLimit), options.ConnectionMemoryLimit, "at least 1 MiB (1,048,576), or 0 for no limit");
        Require(options.Threads is null or (>= 1 and <= MostThreads), nameof(options.Threads), options.Threads, "from 1 to 1,024, or null for one for each processor");
        Require(options.RequestsPerTurn is >= 1 and <= 1_000_000, nameof(options.RequestsPerTurn), options.RequestsPerTurn, "from 1 to 1,000,000");
        Require(IsTimeout(options.IdleTimeout), nameof(options.IdleTimeout), options.IdleTimeout, "at least a second, or zero or null for never");
        Require(options.MaxItemSize is >= LeastBytes and <= MostBytes, nameof(options.MaxItemSize), options.MaxItemSize,
            "from 1 KiB (1,024) to 1 GiB (1,073,741,824) bytes");
        Require(options.GrowthFactor > 1 && double.IsFinite(options.GrowthFactor), nameof(options.GrowthFactor), options.GrowthFactor, "above 1");
        Require(options.SmallestChunkSize is > WireSizes.HeaderSize and <= WireSizes.PageSize, nameof(options.SmallestChunkSize), options.SmallestChunkSize,
            "from 49 bytes to 1 MiB (1,048,576)");
        Require(options.LargestChunkSize is > 0 and <= WireSizes.PageSize && int.IsPow2(options.LargestChunkSize), nameof(options.LargestChunkSize),
            options.LargestChunkSize, "a power of two up to 1 MiB (1,048,576)");
        Require(options.LargestChunkSize >= options.SmallestChunkSize, nameof(options.LargestChunkSize), options.LargestChunkSize,
            string.Create(CultureInfo.InvariantCulture, $"at least SmallestChunkSize ({options.SmallestChunkSize:N0})"));
        Require(options.ChunkSizes is null || AreChunks(options.ChunkSizes, options.LargestChunkSize), nameof(options.ChunkSizes),
            string.Join(", ", options.ChunkSizes ?? []), "at most 62 sizes, each more than 8 bytes above the one before, up to LargestChunkSize");
        Require(options.WatchBufferSize is >= LeastBytes and <= MostBytes, nameof(options.WatchBufferSize), options.WatchBufferSize,
            "from 1 KiB (1,024) to 1 GiB (1,073,741,824) bytes");
        Require(options.PrefixDelimiter is > ' ' and <= '~', nameof(options.PrefixDelimiter), options.PrefixDelimiter, "a printable ASCII character");
        Require(options.Verbosity is >= 0 and <= 2, nameof(options.Verbosity), options.Verbosity, "from 0 to 2");
        Require(options.Backlog is >= 1 and <= ushort.MaxValue, nameof(options.Backlog), options.Backlog, "from 1 to 65,535");
        Require(options.Version is { Length: > 0 and <= LongestVersion } version && version.All(one => one is > ' ' and <= '~'),
            nameof(options.Version), options.Version, "printable ASCII without spaces, at most 64 characters");
        if (options.Tls is { } tls)
        {
            Require(!string.IsNullOrEmpty(tls.CertificateFile), $"{nameof(options.Tls)}.{nameof(tls.CertificateFile)}", tls.CertificateFile, "a file with the server's certificate");
            Require(Enum.IsDefined(tls.ClientCertificates), $"{nameof(options.Tls)}.{nameof(tls.ClientCertificates)}", tls.ClientCertificates, "None, Request or Require");
            Require(tls.Ciphers is null || CipherNames.FirstUnknown(tls.Ciphers) is null, $"{nameof(options.Tls)}.{nameof(tls.Ciphers)}", CipherNames.FirstUnknown(tls.Ciphers ?? ""),
                $"one or more of {string.Join(':', CipherNames.Known)}");
            Require(tls.Ciphers is null || OperatingSystem.IsLinux(), $"{nameof(options.Tls)}.{nameof(tls.Ciphers)}", tls.Ciphers, "null on systems other than Linux, which choose themselves");
            Require(tls.HandshakeTimeout >= TimeSpan.FromSeconds(1) && tls.HandshakeTimeout <= LongestTimeout, $"{nameof(options.Tls)}.{nameof(tls.HandshakeTimeout)}", tls.HandshakeTimeout,
                "from a second to a day");
        }

        for (int i = 0; i < options.Endpoints?.Count; i++)
        {
            CheckEndpoint(options.Endpoints[i], string.Create(CultureInfo.InvariantCulture, $"{nameof(options.Endpoints)}[{i}]"));
        }

        return problems;

        void CheckDatagrams()
        {
            for (int i = 0; i < options.UdpAddresses?.Count; i++)
            {
                Require(AddressText.TryParse(options.UdpAddresses[i] ?? "", MemcachedEndpoint.DefaultPort, out EndPoint parsed) && parsed is not UnixDomainSocketEndPoint,
                    string.Create(CultureInfo.InvariantCulture, $"{nameof(options.UdpAddresses)}[{i}]"), options.UdpAddresses[i], "such as 127.0.0.1:11211, [::1]:11211 or *:11211");
            }

            bool isOpen = options.UdpAddresses?.Any(static one => AddressText.TryParse(one ?? "", MemcachedEndpoint.DefaultPort, out EndPoint parsed) && AddressText.IsOpen(parsed)) == true;
            Require(options.Tls is null || !isOpen, nameof(options.UdpAddresses), string.Join(", ", options.UdpAddresses ?? []),
                "on loopback where there is Tls: UDP is not encrypted");
            bool isGuarded = !string.IsNullOrEmpty(options.AuthFile) || !string.IsNullOrEmpty(options.SaslFile)
                || options.Endpoints?.Any(static one => !string.IsNullOrEmpty(one?.AuthFile) || !string.IsNullOrEmpty(one?.SaslFile)) == true;
            Require(!isGuarded || options.UdpAddresses is not { Count: > 0 }, nameof(options.UdpAddresses), string.Join(", ", options.UdpAddresses ?? []),
                "empty where there is an AuthFile or a SaslFile: UDP knows no users");
        }

        void CheckEndpoint(MemcachedEndpoint endpoint, string name)
        {
            Require(AddressText.TryParse(endpoint.Address ?? "", MemcachedEndpoint.DefaultPort, out _), $"{name}.{nameof(endpoint.Address)}", endpoint.Address,
                "such as 127.0.0.1:11211, [::1]:11211, *:11211 or unix:/path");
            Require(Enum.IsDefined(endpoint.Protocol), $"{name}.{nameof(endpoint.Protocol)}", endpoint.Protocol, "Auto, Text or Binary");
            Require(IsTimeout(endpoint.IdleTimeout), $"{name}.{nameof(endpoint.IdleTimeout)}", endpoint.IdleTimeout, "at least a second, zero for never, or null");
            Require(Enum.IsDefined(endpoint.Tls), $"{name}.{nameof(endpoint.Tls)}", endpoint.Tls, "Auto, Off, Server or Mutual");
            Require(options.Tls is not null || endpoint.Tls is MemcachedEndpointTls.Auto or MemcachedEndpointTls.Off, $"{name}.{nameof(endpoint.Tls)}", endpoint.Tls,
                "Auto or Off where the listener has no Tls with a certificate");
            bool needsUser = !string.IsNullOrEmpty(endpoint.AuthFile ?? options.AuthFile);
            Require(!needsUser || endpoint.Protocol != MemcachedProtocol.Binary, $"{name}.{nameof(endpoint.Protocol)}", endpoint.Protocol,
                "Auto or Text where there is an AuthFile, for the binary protocol has no such credentials");
            bool isSasl = !string.IsNullOrEmpty(endpoint.SaslFile ?? options.SaslFile);
            Require(!isSasl || endpoint.Protocol != MemcachedProtocol.Text, $"{name}.{nameof(endpoint.Protocol)}", endpoint.Protocol,
                "Auto or Binary where there is a SaslFile, for the text protocol has no SASL");
            Require(!isSasl || !needsUser, $"{name}.{nameof(endpoint.SaslFile)}", endpoint.SaslFile ?? options.SaslFile,
                "empty where there is an AuthFile: clients cannot have both");
        }

        void Require(bool holds, string option, object? value, string range)
        {
            if (!holds)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value ?? "null"}; it must be {range}."));
            }
        }
    }

    private static bool AreChunks(IList<int> sizes, int largest)
    {
        bool areApart = sizes.Zip(sizes.Skip(1)).All(static pair => pair.Second - pair.First > SmallestStep);
        return areApart && sizes.Count < WireSizes.MostClasses && sizes.All(size => size > 0 && size <= largest);
    }

    private static bool IsTimeout(TimeSpan? timeout) => timeout is null || timeout == TimeSpan.Zero || timeout >= ShortestTimeout;
}
