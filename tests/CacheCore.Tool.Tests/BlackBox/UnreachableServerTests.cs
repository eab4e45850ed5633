using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CacheCore.Tool.Client;
using CacheCore.Tool.Top;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Servers that are not there, do not answer, or go away.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class UnreachableServerTests
{
    [Test]
    public void Nobody_listens()
    {
        ToolRun run = ToolRun.Of("stats", "-s", "/no/such/socket");
        Assert.That((run.ExitCode, run.Text), Is.EqualTo((69, "")));
        Assert.That(run.Errors, Is.EqualTo($"cachecore: /no/such/socket: there is no folder /no/such{Environment.NewLine}"));

        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()[..8]);
        Assert.That(
            ToolRun.Of("stats", "-s", path).Errors,
            Is.EqualTo($"cachecore: {path}: there is no such unix socket{Environment.NewLine}"));
    }

    /// <summary>One line, in which the address stands once.</summary>
    [Test]
    public void Nobody_listens_any_more()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()[..8]);
        using (Socket left = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path));
            ToolRun run = ToolRun.Of("stats", "-s", path);
            Assert.That((run.ExitCode, run.Errors), Is.EqualTo((69, $"cachecore: {path}: Connection refused{Environment.NewLine}")));
        }

        File.Delete(path);
    }

    [TestCase("stats")]
    [TestCase("get k")]
    [TestCase("set k v")]
    [TestCase("delete k")]
    [TestCase("dump")]
    [TestCase("top --once")]
    public void Whoever_never_answers_is_given_up(string command)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = listener.LocalEndpoint.ToString()!;
        ToolRun run = ToolRun.Of([.. command.Split(' '), "-s", address, "--timeout", "300ms"]);
        Assert.That(
            (run.ExitCode, run.Text, run.Errors),
            Is.EqualTo((69, "", $"cachecore: {address}: does not answer for 0.3 s{Environment.NewLine}")));
    }

    [Test]
    public void A_load_gives_up_whoever_never_answers_as_well()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = listener.LocalEndpoint.ToString()!;
        ToolRun run = ToolRun.Of("bench", address, "--timeout", "300ms", "--quiet");
        Assert.That((run.ExitCode, run.Errors), Is.EqualTo((69, $"cachecore: {address}: does not answer for 0.3 s{Environment.NewLine}")));

        listener.Stop();
        Assert.That(ToolRun.Of("bench", address, "--quiet").ExitCode, Is.EqualTo(69));
    }

    [TestCase("VERSION 1\r\nVALUE k 0 10\r\nhalf", 69, "the server closed the connection")]
    [TestCase("VERSION 1\r\nVALUE k 0 4\r\nhalf and more\r\n", 76, "the value does not end where the server said")]
    [TestCase("HTTP/1.1 400 Bad Request\r\n\u001b[2J", 76, "the server answers: HTTP/1.1 400 Bad Request")]
    [TestCase("VERSION 1\r\nSERVER_ERROR out of memory\r\n", 76, "the server answers: SERVER_ERROR out of memory")]
    [TestCase("ERROR Too many open connections\r\n", 76, "the server answers: ERROR Too many open connections")]
    [TestCase("", 69, "the server closed the connection")]
    public async Task Whoever_answers_nonsense_is_not_believed(string answer, int exitCode, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task answering = Task.Run(async () =>
        {
            using Socket socket = await listener.AcceptSocketAsync();
            byte[] question = new byte[100];
            _ = await socket.ReceiveAsync(question);
            _ = await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
            if (answer.StartsWith("VERSION", StringComparison.Ordinal))
            {
                _ = await socket.ReceiveAsync(question);
            }
        });
        string address = listener.LocalEndpoint.ToString()!;
        ToolRun run = ToolRun.Of("get", "k", "-s", address);
        await answering;
        Assert.That((run.ExitCode, run.Errors), Is.EqualTo((exitCode, $"cachecore: {address}: {reason}{Environment.NewLine}")));
    }

    [TestCase("get")]
    [TestCase("get k --timeout never")]
    [TestCase("get k -s 127.0.0.1:x")]
    [TestCase("dump localhost -s localhost")]
    [TestCase("stats --password secret")]
    [TestCase("dump --min-size big")]
    [TestCase("top --interval 1ms")]
    [TestCase("top")]
    [TestCase("nothing")]
    public void A_wrong_command_line_has_an_exit_code_of_its_own(string command)
    {
        ToolRun run = ToolRun.Of(command.Split(' '));
        Assert.That((run.ExitCode, run.Text), Is.EqualTo((64, "")));
        Assert.That(run.Errors, Does.Match("^cachecore[^\\r\\n]+\\r?\\n$"), "one line");
    }

    [TestCase("nothing", "cachecore: there is no command nothing; see cachecore --help")]
    [TestCase("get", "cachecore get: Required argument 'key' missing for command: 'get'; see cachecore get --help")]
    [TestCase("get k more", "cachecore get: more is one word too many; see cachecore get --help")]
    [TestCase("get k --nope", "cachecore get: there is no option --nope; see cachecore get --help")]
    [TestCase("stats --nope", "cachecore stats: there is no option --nope; see cachecore stats --help")]
    [TestCase("top --nope=1", "cachecore top: there is no option --nope; see cachecore top --help")]
    [TestCase("dump -s", "cachecore dump: Required argument missing for option: '-s'; see cachecore dump --help")]
    [TestCase("bench --mix zip -d 3x", "cachecore bench: --mix is get, set, mg, ms, delete, or several with shares: get=90,set=10; "
        + "--duration is a time from 1 ms to 1 d, such as 500ms, 30, 30s, 10m, 2h or 7d; see cachecore bench --help")]
    public void A_wrong_command_line_is_told_in_a_line_that_says_where_help_is(string command, string line)
    {
        ToolRun run = ToolRun.Of(command.Split(' '));
        Assert.That((run.ExitCode, run.Text, run.Errors), Is.EqualTo((64, "", line + Environment.NewLine)));
    }

    [Test]
    public void Help_is_given_whatever_else_is_wrong() => Assert.That(ToolRun.Of("stats", "--nope", "--help").ExitCode, Is.Zero);

    [TestCase("get")]
    [TestCase("set")]
    [TestCase("delete")]
    [TestCase("dump")]
    [TestCase("stats")]
    [TestCase("top")]
    public void Help_has_examples(string command)
    {
        ToolRun run = ToolRun.Of(command, "--help");
        Assert.That(
            (run.ExitCode, run.Text.Contains($"Example", StringComparison.Ordinal), run.Text.Contains(
                $"  cachecore {command} ", StringComparison.Ordinal)),
            Is.EqualTo((0, true, true)));
    }

    [Test]
    public async Task A_watch_goes_on_when_the_server_is_back()
    {
        int port;
        using (ServerProcess first = ServerProcess.Start(overUnixSocket: false, ""))
        {
            port = first.Port;
            await using var watch = new ServerWatch(
                new ClientSettings(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}")), TimeProvider.System);
            await watch.ReadAsync(CancellationToken.None);
            await watch.TryReadAsync(CancellationToken.None);
            Assert.That((watch.View.Trouble, watch.View.Rates is null), Is.EqualTo(((string?)null, false)));
            ServerReading last = watch.View.Latest!;

            first.Signal("KILL");
            first.WaitForEnd();
            await watch.TryReadAsync(CancellationToken.None);
            DateTimeOffset? since = watch.View.AwaySince;
            await watch.TryReadAsync(CancellationToken.None);
            Assert.That(
                (watch.View.Trouble, watch.View.Rates, watch.View.Latest),
                Is.EqualTo(("Connection refused", (ServerRates?)null, last)));
            Assert.That(watch.View.AwaySince, Is.EqualTo(since).And.Not.Null);

            using ServerProcess second = ServerProcess.Start(overUnixSocket: false, $"-l 127.0.0.1:{port}");
            await watch.TryReadAsync(CancellationToken.None);
            Assert.That(
                (watch.View.Trouble, watch.View.AwaySince, watch.View.Rates),
                Is.EqualTo(((string?)null, (DateTimeOffset?)null, (ServerRates?)null)));
            await watch.TryReadAsync(CancellationToken.None);
            Assert.That(watch.View.Rates, Is.Not.Null);
        }
    }
}
