using System.Net.Security;

namespace CacheCore.Server.Certificates;

/// <summary>Cipher suites by the names that OpenSSL and its users have for them. Pure.</summary>
public static class CipherNames
{
    /// <summary>Those of TLS 1.3.</summary>
    private static readonly TlsCipherSuite[] Newest =
        [TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_AES_128_GCM_SHA256];

    private static readonly Dictionary<string, TlsCipherSuite> Suites = new(StringComparer.Ordinal)
    {
        ["TLS_AES_128_GCM_SHA256"] = TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        ["TLS_AES_256_GCM_SHA384"] = TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        ["TLS_CHACHA20_POLY1305_SHA256"] = TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        ["ECDHE-ECDSA-AES128-GCM-SHA256"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        ["ECDHE-ECDSA-AES256-GCM-SHA384"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        ["ECDHE-ECDSA-CHACHA20-POLY1305"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        ["ECDHE-RSA-AES128-GCM-SHA256"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ["ECDHE-RSA-AES256-GCM-SHA384"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        ["ECDHE-RSA-CHACHA20-POLY1305"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ["ECDHE-ECDSA-AES128-SHA256"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
        ["ECDHE-ECDSA-AES256-SHA384"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
        ["ECDHE-RSA-AES128-SHA256"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
        ["ECDHE-RSA-AES256-SHA384"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    };

    /// <summary>All that may be named.</summary>
    public static IEnumerable<string> Known => Suites.Keys;

    /// <summary>The first word of a list that names no suite; null: all of them do.</summary>
    public static string? FirstUnknown(string list) =>
        Array.Find(Words(list), static word => !Suites.ContainsKey(word)) ?? (Words(list).Length == 0 ? list : null);

    /// <summary>
    /// The suites of a list without unknown words. As with OpenSSL a list that names none of TLS 1.3 leaves all of those.
    /// </summary>
    public static TlsCipherSuite[] Parse(string list)
    {
        TlsCipherSuite[] named = [.. Words(list).Select(static word => Suites[word])];
        return named.Intersect(Newest).Any() ? named : [.. Newest, .. named];
    }

    private static string[] Words(string list) => list.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
}
