using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>
/// What a network may send, while a well-behaved client goes on: it is served in time, memory stays bounded, and the server lives.
/// </summary>
[Stress]
internal sealed class AbuseTests
{
    // One processor is the server's: otherwise what is measured is how the system shares processors out.
    private static readonly int Abusers = Math.Max(1, Environment.ProcessorCount - 1);

    private const long MostGrowth = 96L << 20;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan InTime = TimeSpan.FromMilliseconds(250);

    private CancellationTokenSource _over = null!;
    private string _users = null!;

    [SetUp]
    public void SetUp()
    {
        _over = new CancellationTokenSource();
        _users = Path.GetTempFileName();
        File.WriteAllText(_users, "fred:secret\n");
    }

    [TearDown]
    public void TearDown()
    {
        _over.Dispose();
        File.Delete(_users);
    }

    [Test]
    public Task Values_are_asked_for_and_never_taken() => EndureAsync("", 10, abuser =>
    {
        using Socket socket = abuser.Connect();
        byte[] asking = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("get large\r\n", 1000)));
        while (!_over.IsCancellationRequested && abuser.TrySend(socket, asking))
        {
        }

        _ = _over.Token.WaitHandle.WaitOne();
    });

    [Test]
    public Task Replies_are_taken_byte_by_byte() => EndureAsync("", 100, abuser =>
    {
        using Socket socket = abuser.Connect();
        _ = abuser.TrySend(socket, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("get large\r\n", 50))));
        byte[] one = new byte[1];
        while (!_over.IsCancellationRequested && abuser.Receive(socket, one) > 0)
        {
            Thread.Sleep(1);
        }
    });

    [Test]
    public Task Commands_are_begun_and_not_ended() => EndureAsync("", 100, abuser =>
    {
        List<Socket> sockets = [];
        string[] beginnings =
        [
            "g", "get ", "set half 0 0 1000000\r\nabc", "ms half 1000000\r\n", "mg " + new string('k', 200), "\u0080\u0001\u0000\u0003",
        ];
        while (!_over.IsCancellationRequested && sockets.Count < 60)
        {
            sockets.Add(abuser.Connect());
            _ = abuser.TrySend(sockets[^1], Encoding.Latin1.GetBytes(beginnings[sockets.Count % beginnings.Length]));
            Thread.Sleep(5);
        }

        _ = _over.Token.WaitHandle.WaitOne();
        sockets.ForEach(static socket => socket.Dispose());
    });

    [Test]
    public Task Gigantic_lengths_are_announced() => EndureAsync("", 100, abuser =>
    {
        string[] requests =
        [
            "set k 0 0 2147483647\r\n", "set k 0 0 1073741823\r\n", "ms k 2147483647\r\n", "set k 0 0 99999999999999999999\r\n",
            "set k 0 0 1000000000\r\n", "get " + new string('k', 5000) + "\r\n",
        ];
        byte[] some = new byte[100_000];
        while (!_over.IsCancellationRequested)
        {
            using Socket socket = abuser.Connect();
            _ = abuser.TrySend(socket, Encoding.ASCII.GetBytes(requests[abuser.Random.Next(requests.Length)]))
                && abuser.TrySend(socket, some);
        }
    });

    [Test]
    public Task Random_bytes_arrive() => EndureAsync("", 100, abuser =>
    {
        byte[] bytes = new byte[20_000];
        while (!_over.IsCancellationRequested)
        {
            using Socket socket = abuser.Connect();
            abuser.Random.NextBytes(bytes);
            if (abuser.Random.Next(3) == 0)
            {
                bytes[0] = 0x80;
            }

            _ = abuser.TrySend(socket, bytes.AsSpan(0, 1 + abuser.Random.Next(bytes.Length)));
        }
    });

    [Test]
    public Task Connections_come_and_go() => EndureAsync("", 100, abuser =>
    {
        while (!_over.IsCancellationRequested)
        {
            using Socket? socket = abuser.TryConnect(new IPAddress([127, 0, 0, (byte)(1 + abuser.Random.Next(200))]));
            if (socket is null)
            {
                continue;
            }

            _ = abuser.Random.Next(2) == 0 && abuser.TrySend(socket, "mn\r\n"u8);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    });

    [Test]
    public Task Keys_are_listed_without_end() => EndureAsync("", 150, abuser =>
    {
        using Socket socket = abuser.Connect();
        for (int i = 0; i < 100; i++)
        {
            _ = abuser.TrySend(
                socket,
                Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(key => $"set {i}:{key} 0 0 1 noreply\r\nx\r\n"))));
        }

        byte[] list = new byte[1 << 20];
        string[] requests = ["lru_crawler metadump all\r\n", "stats cachedump 30 0\r\n"];
        while (!_over.IsCancellationRequested && abuser.TrySend(socket, Encoding.ASCII.GetBytes(requests[abuser.Random.Next(2)])))
        {
            int count;
            do
            {
                count = abuser.Receive(socket, list);
            }
            while (count > 0 && !_over.IsCancellationRequested && !list.AsSpan(0, count).EndsWith("END\r\n"u8));
        }
    });

    [Test]
    public Task Passwords_are_tried_at_full_speed() => EndureAsync($"-Y {_users}", 3, abuser =>
    {
        byte[] wrong = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("set auth 0 0 10\r\nfred wrong\r\n", 100)));
        byte[] answers = new byte[64 << 10];
        while (!_over.IsCancellationRequested)
        {
            using Socket socket = abuser.Connect();
            while (!_over.IsCancellationRequested && abuser.TrySend(socket, wrong) && abuser.Receive(socket, answers) > 0)
            {
            }
        }
    }, "set auth 0 0 11\r\nfred secret\r\n");

    /// <summary>Each time on a new connection, mostly without waiting for the answer.</summary>
    [Test]
    public Task Passwords_are_tried_on_ever_new_connections() => EndureAsync($"-Y {_users}", 100, abuser =>
    {
        byte[] answers = new byte[64 << 10];
        while (!_over.IsCancellationRequested)
        {
            using Socket? socket = abuser.TryConnect(new IPAddress([127, 0, 0, (byte)(1 + abuser.Random.Next(200))]));
            if (socket is null)
            {
                continue;
            }

            _ = abuser.TrySend(socket, "set auth 0 0 10\r\nfred wrong\r\n"u8)
                && abuser.Random.Next(50) == 0
                && abuser.Receive(socket, answers) > 0;
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }, "set auth 0 0 11\r\nfred secret\r\n");

    /// <param name="options">The server's command line.</param>
    /// <param name="least">
    /// How often each abuser must have connected, sent or received: far below what it does, and far above what one does
    /// that is stopped at once.
    /// </param>
    /// <param name="abuse">What an abuser does until it is over.</param>
    /// <param name="introduction">What the well-behaved client says first.</param>
    private async Task EndureAsync(string options, int least, Action<Abuser> abuse, string introduction = "")
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Memory is read from /proc.");
        }

        if (!ServerProcess.IsNative)
        {
            Assert.Ignore(
                "The times and the memory are those of the native binary, whose path CACHECORE_BINARY has: "
                    + "the other is still being compiled in its first seconds.");
        }

        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-t 1 -m 64 {options}");
        using Socket client = Connect(server.Port);
        if (introduction.Length > 0)
        {
            Assert.That(Ask(client, introduction), Is.EqualTo("STORED\r\n"));
        }

        string value = new('x', 500_000);
        Assert.That(Ask(client, $"set large 0 0 {value.Length}\r\n{value}\r\n"), Is.EqualTo("STORED\r\n"));
        Assert.That(Ask(client, "set small 0 0 3\r\nabc\r\n"), Is.EqualTo("STORED\r\n"));
        long before = server.ResidentBytes;
        Abuser[] abusers = [.. Enumerable.Range(0, Abusers).Select(number => new Abuser(server.Port, number))];
        Task[] abuses = [.. abusers.Select(abuser => Task.Factory.StartNew(
            () => abuse(abuser), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

        List<TimeSpan> waits = [];
        long most = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Length)
        {
            long asked = Stopwatch.GetTimestamp();
            Assert.That(Ask(client, "get small\r\n", "END\r\n"), Is.EqualTo("VALUE small 0 3\r\nabc\r\nEND\r\n"));
            waits.Add(Stopwatch.GetElapsedTime(asked));
            most = Math.Max(most, server.ResidentBytes);
            await Task.Delay(1);
        }

        await _over.CancelAsync();
        client.Close();
        await Task.WhenAll(abuses);
        waits.Sort();
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{waits.Count} requests; median {waits[waits.Count / 2].TotalMilliseconds:F2} ms, "
                + $"p99.9 {waits[(int)(waits.Count * 0.999)].TotalMilliseconds:F1} ms, longest {waits[^1].TotalMilliseconds:F1} ms; "
                + $"{(most - before) >> 20} MiB more; {string.Join(" + ", abusers.Select(static one => one.Attempts))} attempts"));
        Assert.That(abusers.Select(static one => one.Attempts), Has.All.AtLeast(least), "there was no abuse to speak of");
        Assert.That(waits[(int)(waits.Count * 0.99)], Is.LessThan(InTime), "the well-behaved client waited");
        Assert.That(most - before, Is.LessThan(MostGrowth), "memory grew");
        Assert.That(server.Errors, Does.Not.Contain("Exception"));
    }

    private static Socket Connect(int port, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 5000 };
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(from, 0));
        }

        socket.Connect(IPAddress.Loopback, port);
        socket.SendTimeout = 1000; // not before: it would bound the wait for a system that is busy, too
        return socket;
    }

    private static string Ask(Socket socket, string text, string end = "\r\n")
    {
        _ = socket.Send(Encoding.ASCII.GetBytes(text));
        StringBuilder answer = new();
        byte[] buffer = new byte[4096];
        while (!answer.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            int count = socket.Receive(buffer);
            if (count == 0)
            {
                return answer + "<closed>";
            }

            _ = answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return answer.ToString();
    }

    /// <summary>Somebody who means no good, and counts how often it got through. Used by one thread.</summary>
    private sealed class Abuser(int port, int seed)
    {
        public Random Random { get; } = new(seed);

        public int Attempts { get; private set; }

        public Socket Connect(IPAddress? from = null)
        {
            Socket socket = AbuseTests.Connect(port, from);
            Attempts++;
            return socket;
        }

        /// <returns>
        /// Null: the port that the system chose is still taken by an earlier connection, which is nothing of the server's.
        /// </returns>
        public Socket? TryConnect(IPAddress from)
        {
            try
            {
                return Connect(from);
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable
                or SocketError.AddressAlreadyInUse)
            {
                return null;
            }
        }

        public bool TrySend(Socket socket, ReadOnlySpan<byte> bytes)
        {
            try
            {
                bool isSent = socket.Send(bytes) == bytes.Length;
                Attempts++;
                return isSent;
            }
            catch (SocketException)
            {
                return false; // it was closed, or takes no more
            }
        }

        /// <returns>Bytes; 0 = the server closed the connection, or does not answer.</returns>
        public int Receive(Socket socket, byte[] buffer)
        {
            try
            {
                int count = socket.Receive(buffer);
                Attempts++;
                return count;
            }
            catch (SocketException)
            {
                return 0;
            }
        }
    }
}
