using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>The real program, started as anybody would start it: over TCP on a free port, or over a unix socket.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Set where the tests are to try the native binary.</summary>
    private static readonly string? NativeBinary = Environment.GetEnvironmentVariable("CACHECORE_BINARY");

    public static bool IsNative => NativeBinary is not null;

    /// <summary>The words that start the program, before its own.</summary>
    public static IReadOnlyList<string> Program { get; } = NativeBinary is null
        ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "CacheCore.Tool.dll")]
        : [NativeBinary];

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly string? _portFile;

    private ServerProcess(Process process, string? portFile, string? unixSocket)
    {
        _process = process;
        _portFile = portFile;
        UnixSocket = unixSocket;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _ = _errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Memory that the process holds, on Linux.</summary>
    public long ResidentBytes =>
        long.Parse(File.ReadAllText($"/proc/{Id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    public string? UnixSocket { get; }

    public int Port => Ports[0];

    /// <summary>The TCP ports that the server said it took.</summary>
    public IReadOnlyList<int> Ports { get; private set; } = [];

    public IReadOnlyList<int> UdpPorts { get; private set; } = [];

    public EndPoint Address => UnixSocket is null ? new IPEndPoint(IPAddress.Loopback, Port) : new UnixDomainSocketEndPoint(UnixSocket);

    /// <summary>What the program said on standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="overUnixSocket">True: on a unix socket of its own; false: on a free port, unless the options say where.</param>
    /// <param name="options">Its command line.</param>
    /// <param name="notifySocket">Where a service manager would be told how far it is; null = there is none.</param>
    /// <param name="through">
    /// What a shell does first, such as <c>ulimit -n 100; exec "$@"</c>: the words are the command line; null = no shell.
    /// </param>
    public static ServerProcess Start(bool overUnixSocket, string options, string? notifySocket = null, string? through = null)
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()[..8]);
        string? socket = overUnixSocket ? folder + ".s" : null;
        string? portFile = overUnixSocket ? null : folder + ".port";
        Process process = Run(
            options + (overUnixSocket ? $" -s {socket}" : options.Contains("-l ", StringComparison.Ordinal) ? "" : " -p -1"),
            portFile,
            notifySocket: notifySocket,
            through: through);
        var server = new ServerProcess(process, portFile, socket);
        server.WaitUntilItListens();
        return server;
    }

    /// <summary>Runs the program to its end; what it wrote, standard error last, and its exit code.</summary>
    public static (int ExitCode, string Text) RunToEnd(string options, string? command = "serve", string? through = null)
    {
        using Process process = Run(options, portFile: null, command, through: through);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        Assert.That(process.WaitForExit(Patience), "The program did not end.");
        return (process.ExitCode, text);
    }

    public RawProbe Connect() => new(Address);

    /// <summary>What the server answers to one command, up to the end of its answer.</summary>
    public string Ask(string command)
    {
        using RawProbe connection = Connect();
        return connection.AskCommands(command);
    }

    public void Signal(string name) => RunTool("kill", $"-{name} {_process.Id}");

    /// <summary>From now on the server may have so many files and sockets open.</summary>
    public void LimitHandles(int most) => RunTool("prlimit", $"--pid {_process.Id} --nofile={most}:{most}");

    public int WaitForEnd()
    {
        Assert.That(_process.WaitForExit(Patience), "The server did not end.");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        if (_portFile is not null)
        {
            File.Delete(_portFile);
        }

        if (UnixSocket is not null)
        {
            File.Delete(UnixSocket);
        }
    }

    private static Process Run(
        string options, string? portFile, string? command = "serve", string? notifySocket = null, string? through = null)
    {
        string[] program = [.. through is null ? (string[])[] : ["sh", "-c", through, "sh"], .. Program];
        var start = new ProcessStartInfo(program[0], program[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
        string user = command == "serve" && Environment.UserName == "root" && !options.Contains("-u ", StringComparison.Ordinal)
            ? " -u root"
            : "";
        foreach (string word in $"{command} {options}{user}".Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            start.ArgumentList.Add(word);
        }

        if (portFile is not null)
        {
            start.Environment["MEMCACHED_PORT_FILENAME"] = portFile;
        }

        if (notifySocket is not null)
        {
            start.Environment["NOTIFY_SOCKET"] = notifySocket;
        }

        return Process.Start(start)!;
    }

    private static void RunTool(string program, string arguments)
    {
        using Process tool = Process.Start(program, arguments);
        tool.WaitForExit();
        Assert.That(tool.ExitCode, Is.Zero);
    }

    private void WaitUntilItListens()
    {
        var watch = Stopwatch.StartNew();
        while (!Listens())
        {
            Assert.That(!_process.HasExited, $"The server ended with {(_process.HasExited ? _process.ExitCode : 0)}: {Errors}");
            Assert.That(watch.Elapsed, Is.LessThan(Patience), $"The server does not listen: {Errors}");
            Thread.Sleep(10);
        }
    }

    private int[] PortsOf(string transport) =>
        [.. File.ReadAllLines(_portFile!)
            .Where(line => line.StartsWith(transport, StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture))];

    private bool Listens()
    {
        if (UnixSocket is null)
        {
            if (!File.Exists(_portFile))
            {
                return false;
            }

            Ports = PortsOf("TCP");
            UdpPorts = PortsOf("UDP");
            return true;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(Address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
