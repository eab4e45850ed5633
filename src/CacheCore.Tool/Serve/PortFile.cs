using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Serve;

/// <summary>The file that tells a test which free ports the server took: its path is in an environment variable of memcached's.</summary>
internal static class PortFile
{
    private const string Variable = "MEMCACHED_PORT_FILENAME";

    /// <exception cref="RefusedException">It cannot be written.</exception>
    public static void WriteIfAsked(IEnumerable<EndPoint> endpoints, IEnumerable<EndPoint> udpEndpoints)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            Write(path, TextOf(endpoints, "TCP") + TextOf(udpEndpoints, "UDP"));
        }
    }

    /// <exception cref="RefusedException">It cannot be written.</exception>
    internal static void Write(string path, string text)
    {
        try
        {
            DraftedFile.Write(path, ".lck", text); // memcached's name for a draft
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ExitCode.Failure, $"Could not write the port file {path}: {failure.Message}", failure);
        }
    }

    internal static string TextOf(IEnumerable<EndPoint> endpoints, string transport)
    {
        var text = new StringBuilder();
        foreach (IPEndPoint endpoint in endpoints.OfType<IPEndPoint>())
        {
            _ = text.Append(transport)
                .Append(endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? " INET6: " : " INET: ")
                .Append(endpoint.Port)
                .Append('\n');
        }

        return text.ToString();
    }
}
