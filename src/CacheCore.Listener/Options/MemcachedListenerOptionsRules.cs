using System.Net;
using CacheCore.Access.Options;
using CacheCore.Server;
using CacheCore.Transport.Addresses;

namespace CacheCore.Listener.Options;

/// <summary>What has to hold between several options of a listener and of its endpoints. Pure.</summary>
internal static class MemcachedListenerOptionsRules
{
    private const int SmallestStep = 8;

    /// <summary>Adds what is wrong with them together.</summary>
    public static void Check(MemcachedListenerOptions options, OptionProblems problems)
    {
        bool listens = options.Endpoints is { Count: > 0 } || options.UdpAddresses is { Count: > 0 } || options.MayListenNowhere;
        problems.Require(listens, nameof(options.Endpoints), "empty", "a list of at least one address");
        CheckUdp(options, problems);
        problems.Require(options.LargestChunkSize >= options.SmallestChunkSize, nameof(options.LargestChunkSize), options.LargestChunkSize,
            FormattableString.Invariant($"at least SmallestChunkSize ({options.SmallestChunkSize:N0})"));
        IList<int> sizes = options.ChunkSizes ?? [];
        problems.Require(AreChunks(sizes, options.LargestChunkSize), nameof(options.ChunkSizes), string.Join(", ", sizes),
            $"sizes each more than {SmallestStep} bytes above the one before, up to LargestChunkSize");
        for (int i = 0; i < options.Endpoints?.Count; i++)
        {
            CheckEndpoint(options, options.Endpoints[i], problems.Within(EndpointsRow.NameOf(i)));
        }
    }

    private static void CheckUdp(MemcachedListenerOptions options, OptionProblems problems)
    {
        if (options.UdpAddresses is not { Count: > 0 } addresses)
        {
            return;
        }

        string shown = string.Join(", ", addresses);
        bool isOpen = addresses.Any(static one =>
            AddressText.TryParse(one ?? "", MemcachedEndpoint.DefaultPort, out EndPoint parsed) && AddressText.IsOpen(parsed));
        problems.Require(options.Tls is null || !isOpen, nameof(options.UdpAddresses), shown,
            "on loopback where there is Tls: UDP is not encrypted");
        bool isGuarded = IsNamed(options.AuthFile) || IsNamed(options.SaslFile)
            || options.Endpoints?.Any(static one => IsNamed(one?.AuthFile) || IsNamed(one?.SaslFile)) == true;
        problems.Require(!isGuarded, nameof(options.UdpAddresses), shown,
            "empty where there is an AuthFile or a SaslFile: UDP knows no users");
    }

    private static void CheckEndpoint(MemcachedListenerOptions options, MemcachedEndpoint endpoint, OptionProblems problems)
    {
        bool canHave = options.Tls is not null || endpoint.Tls is MemcachedEndpointTls.Auto or MemcachedEndpointTls.Off;
        problems.Require(canHave, nameof(endpoint.Tls), endpoint.Tls,
            "Auto or Off where the listener has no Tls with a certificate");
        bool hasUsers = IsNamed(endpoint.AuthFile ?? options.AuthFile);
        problems.Require(!hasUsers || endpoint.Protocol != MemcachedProtocol.Binary, nameof(endpoint.Protocol), endpoint.Protocol,
            "Auto or Text where there is an AuthFile, for the binary protocol has no such credentials");
        string? sasl = endpoint.SaslFile ?? options.SaslFile;
        problems.Require(!IsNamed(sasl) || endpoint.Protocol != MemcachedProtocol.Text, nameof(endpoint.Protocol), endpoint.Protocol,
            "Auto or Binary where there is a SaslFile, for the text protocol has no SASL");
        problems.Require(!IsNamed(sasl) || !hasUsers, nameof(endpoint.SaslFile), sasl,
            "empty where there is an AuthFile: clients cannot have both");
    }

    private static bool AreChunks(IList<int> sizes, int largest) =>
        sizes.All(size => size > 0 && size <= largest)
        && sizes.Zip(sizes.Skip(1)).All(static pair => pair.Second - pair.First > SmallestStep);

    private static bool IsNamed(string? file) => !string.IsNullOrEmpty(file);
}
