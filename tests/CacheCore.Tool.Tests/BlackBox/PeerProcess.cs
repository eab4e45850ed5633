using System.Diagnostics;
using System.Net.Sockets;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>The memcached that is installed, on a unix socket of its own.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    private PeerProcess(string program, string options)
    {
        UnixSocket = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()[..8] + ".s");
        _process = Process.Start(program, $"-s {UnixSocket} -u {Environment.UserName} {options}");
        WaitUntilItListens();
    }

    public string UnixSocket { get; }

    public int Id => _process.Id;

    /// <summary>Starts one; without an installed memcached the test is skipped, or fails on a build server.</summary>
    public static PeerProcess Start(string options)
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
            .Select(folder => Path.Combine(folder, "memcached"))
            .FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.That(Environment.GetEnvironmentVariable("CI"), Is.Not.EqualTo("true"), "memcached is not installed.");
            Assert.Ignore("memcached is not installed.");
        }

        return new PeerProcess(program, options);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(UnixSocket);
    }

    private void WaitUntilItListens()
    {
        for (int attempt = 0; attempt < 500; attempt++)
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(UnixSocket));
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
