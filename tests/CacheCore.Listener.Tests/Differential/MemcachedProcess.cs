using System.Diagnostics;
using System.Net.Sockets;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>The memcached that is installed, on a unix socket of its own.</summary>
internal sealed class MemcachedProcess : IDisposable
{
    // Without its maintainer no item waits for a bump, which would hold a reference and so decide at random whether counting pads a number.
    private static readonly string[] Arguments = ["-m", "64", "-t", "1", "-o", "no_lru_maintainer"];

    private readonly Process _process;

    public MemcachedProcess(string socketPath, params string[] further)
        : this(socketPath, new Dictionary<string, string>(), further)
    {
    }

    public MemcachedProcess(string socketPath, IReadOnlyDictionary<string, string> environment, params string[] further)
    {
        SocketPath = socketPath;
        var start = new ProcessStartInfo(Program!, [.. Arguments, .. further, "-s", socketPath, "-u", Environment.UserName])
        {
            UseShellExecute = false,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
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
