using System.Diagnostics;
using System.Net.Sockets;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>The memcached that is installed, on a unix socket of its own.</summary>
internal sealed class MemcachedProcess : IDisposable
{
    private readonly Process _process;

    public MemcachedProcess(string socketPath)
    {
        SocketPath = socketPath;
        _process = Process.Start(new ProcessStartInfo(Program!, ["-s", socketPath, "-m", "64", "-u", Environment.UserName, "-t", "1"]) { UseShellExecute = false })!;
        WaitUntilItListens();
    }

    /// <summary>Where it is; null = nowhere.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
        .Select(folder => Path.Combine(folder, "memcached"))
        .FirstOrDefault(File.Exists);

    public string SocketPath { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(SocketPath);
    }

    private void WaitUntilItListens()
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(10);
            }
        }

        throw new InvalidOperationException("memcached does not listen.");
    }
}
