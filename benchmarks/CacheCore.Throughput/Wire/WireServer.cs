using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheCore.Throughput.Wire;

/// <summary>A server in a process of its own, and what processor time it has taken.</summary>
internal sealed class WireServer : IDisposable
{
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private WireServer(string name, Process process, int port)
    {
        Name = name;
        Port = port;
        _process = process;
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="name">What tables call it.</param>
    /// <param name="command">The program with its first words.</param>
    /// <param name="options">Options that both servers take.</param>
    /// <param name="processors">Which processors it may use, as taskset writes them; null = all.</param>
    public static WireServer Start(string name, string command, string options, string? processors)
    {
        int port = FreePort();
        string line = $"{command} -u root -p {port} -U 0 {options}";
        string[] words = (processors is null ? line : $"taskset -c {processors} {line}").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]))
            ?? throw new InvalidOperationException($"{name} did not start.");
        var server = new WireServer(name, process, port);
        server.WaitUntilReady();
        return server;
    }

    /// <summary>Processor time so far, of all its threads, in seconds.</summary>
    public double CpuSeconds()
    {
        string[] fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
            / TicksPerSecond;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void WaitUntilReady()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", Port);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(start) < Patience && !_process.HasExited)
            {
                Thread.Sleep(20);
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
