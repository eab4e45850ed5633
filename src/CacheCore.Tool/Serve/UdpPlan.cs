using System.Net;
using CacheCore.Server;
using CacheCore.Transport.Addresses;

namespace CacheCore.Tool.Serve;

/// <summary>What <c>-U</c> does not go with: UDP knows neither users nor encryption. Pure.</summary>
internal static class UdpPlan
{
    /// <exception cref="RefusedException">It was asked for beside one of them.</exception>
    public static void Check(ServeSettings settings)
    {
        if (settings.UdpPort == 0)
        {
            return;
        }

        if (settings.IsSasl)
        {
            throw ServeOptionReader.Unusable("ERROR: Cannot enable UDP while using binary SASL authentication.");
        }

        if (settings.Listener.AuthFile is not null)
        {
            throw ServeOptionReader.Unusable("Cannot use UDP with ascii authentication enabled (-U 0 to disable)");
        }

        if (settings.IsEncrypted)
        {
            CheckClearText(EndpointPlan.UdpOf(settings), settings.Warnings);
        }
    }

    private static bool IsOpen(string address) =>
        AddressText.TryParse(address, MemcachedEndpoint.DefaultPort, out EndPoint endpoint) && AddressText.IsOpen(endpoint);

    /// <summary>UDP is not encrypted: beside TLS it is for this machine alone.</summary>
    private static void CheckClearText(IList<string> addresses, List<string> warnings)
    {
        if (addresses.FirstOrDefault(IsOpen) is { } open)
        {
            throw ServeOptionReader.Unusable(
                $"ERROR: -U and -Z do not go together on {open}: UDP is not encrypted, "
                    + "so beside -Z it is for loopback alone (-U 0 to disable).");
        }

        if (addresses.Count > 0)
        {
            warnings.Add($"-U beside -Z: TCP is encrypted, UDP on {string.Join(", ", addresses)} is not.");
        }
    }
}
