using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Platform;

/// <summary>
/// Tells whoever started this process as a service how far it is: systemd, with <c>Type=notify</c>. It names a socket in the environment
/// and gets a datagram for each news, as sd_notify(3) describes. Without such a socket nothing is said.
/// </summary>
internal static class ServiceManager
{
    private const string SocketVariable = "NOTIFY_SOCKET";

    /// <summary>The server listens.</summary>
    public static void SayReady() => Say("READY=1");

    /// <summary>The server is about to end, because it was told to.</summary>
    public static void SayStopping() => Say("STOPPING=1");

    private static void Say(string news)
    {
        if (Environment.GetEnvironmentVariable(SocketVariable) is not { Length: > 1 } path)
        {
            return;
        }

        try
        {
            string address = path[0] == '@' ? "\0" + path[1..] : path;    // a name without a file, as systemd writes it
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            _ = socket.SendTo(Encoding.ASCII.GetBytes(news), new UnixDomainSocketEndPoint(address));
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            // Who does not listen need not know; if it waits, it says so itself.
        }
    }
}
