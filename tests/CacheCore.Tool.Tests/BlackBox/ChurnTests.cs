using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Clients that connect for every request, as scripts without a pool do, while another one stays.</summary>
[Stress]
internal sealed class ChurnTests
{
    private const int Connections = 100_000;
    private const int Addresses = 50;   // each has ports of its own, which stay taken for a minute
    private const long MostGrowth = 16L << 20;
    private static readonly TimeSpan InTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The collector comes after 4 MiB, and not after as much as the processor's cache holds, which may be more than what
    /// would be noticed here.
    /// </summary>
    private const string SmallYoungHeap = "export DOTNET_GCgen0size=400000; exec \"$@\"";

    [Test]
    public void A_hundred_thousand_connections_come_and_go_and_leave_nothing()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("What a process holds is read from /proc.");
        }

        if (!ServerProcess.IsNative)
        {
            Assert.Ignore(
                "The times and the memory are those of the native binary, whose path CACHECORE_BINARY has: "
                    + "the other is still being compiled in its first seconds.");
        }

        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-t 1 -m 64", through: SmallYoungHeap);
        using ServerProcess idle = ServerProcess.Start(overUnixSocket: false, "-t 1 -m 64");
        using RawProbe observer = server.Connect();
        Churn(server.Port, Connections / 10);   // so that pools and heaps have the size that they keep
        (long connections, long handles, long memory) = Held(observer, server, expected: 1);
        using var over = new CancellationTokenSource();
        Task<List<Wait>> waits = Task.Run(() => AskAgainAndAgain(server, over.Token));
        Task<List<Wait>> idleWaits = Task.Run(() => AskAgainAndAgain(idle, over.Token));

        var watch = Stopwatch.StartNew();
        Churn(server.Port, Connections);
        TimeSpan time = watch.Elapsed;
        over.Cancel();
        Wait[] stalls = [.. idleWaits.Result.Zip(idleWaits.Result.Skip(1), static (one, next) => new Wait(one.End, next.End))
            .Where(static one => one.IsStall)];
        long late = waits.Result.Count(one => one.Length > InTime && !Array.Exists(stalls, other => other.Overlaps(one)));
        (long connectionsAfter, long handlesAfter, long memoryAfter) = Held(observer, server, connections);
        TestContext.Progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Connections:N0} connections in {time.TotalSeconds:F1} s; {waits.Result.Count} waits beside them, " +
            $"the longest {waits.Result.Max(one => one.Length.TotalMilliseconds):F1} ms (of an idle server: " +
            $"{idleWaits.Result.Max(one => one.Length.TotalMilliseconds):F1} ms), {late} late; {handles} descriptors before, " +
            $"{handlesAfter} after; {memory >> 10} KiB before, {memoryAfter >> 10} KiB after"));

        Assert.That(time, Is.LessThan(Longest));
        Assert.That(late, Is.Zero, "a client waited, and one of an idle server did not");
        Assert.That((connectionsAfter, handlesAfter), Is.EqualTo((connections, handles)));
        Assert.That(memoryAfter - memory, Is.LessThan(MostGrowth), "memory grew");
        Assert.That(server.Errors, Does.Not.Contain("Exception"));
    }

    /// <summary>Half of the clients say goodbye, the others are gone.</summary>
    private static void Churn(int port, int count)
    {
        byte[] answer = new byte[100];
        for (int i = 0; i < count; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            {
                NoDelay = true,
                ReceiveTimeout = 10_000,
            };
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (i % Addresses))]), 0));
            socket.Connect(IPAddress.Loopback, port);
            _ = socket.Send("get k\r\n"u8);
            Assert.That(answer.AsSpan(0, socket.Receive(answer)).SequenceEqual("END\r\n"u8), "some connection was not answered");
            socket.LingerState = new LingerOption(enable: i % 2 == 0, seconds: 0);
        }
    }

    private static List<Wait> AskAgainAndAgain(ServerProcess server, CancellationToken over)
    {
        using RawProbe connection = server.Connect();
        List<Wait> waits = [];
        while (!over.WaitHandle.WaitOne(1))
        {
            long start = Stopwatch.GetTimestamp();
            _ = connection.AskCommands("mn");
            waits.Add(new Wait(start, Stopwatch.GetTimestamp()));
        }

        return waits;
    }

    /// <summary>What the server holds, once it has noticed who is gone.</summary>
    private static (long Connections, long Handles, long Memory) Held(RawProbe observer, ServerProcess server, long expected)
    {
        long connections = 0;
        for (int attempt = 0; attempt < 100; attempt++)
        {
            string line = observer.AskUntil("stats", "END\r\n")
                .Split("\r\n")
                .Single(one => one.StartsWith("STAT curr_connections ", StringComparison.Ordinal));
            connections = long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
            if (connections <= expected)
            {
                break;
            }

            Thread.Sleep(100);
        }

        return (connections, Directory.GetFileSystemEntries($"/proc/{server.Id}/fd").Length, server.ResidentBytes);
    }

    /// <summary>
    /// From a question to its answer, in ticks of the stopwatch. Of whoever asks the idle server, from answer to answer: the machine stands
    /// still as well while the asker sleeps for its millisecond.
    /// </summary>
    private readonly record struct Wait(long Start, long End)
    {
        public TimeSpan Length => Stopwatch.GetElapsedTime(Start, End);

        /// <summary>So long that the machine had no time for somebody, whoever is asked.</summary>
        public bool IsStall => Length > InTime / 2;

        public bool Overlaps(Wait other) => Start < other.End && other.Start < End;
    }
}
