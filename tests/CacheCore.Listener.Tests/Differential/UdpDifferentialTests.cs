using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>
/// The installed memcached and our server are asked the same by datagrams.
/// Retrievals of many keys are left out: memcached numbers the datagrams of each key for themselves.
/// </summary>
[Category("Differential")]
internal sealed class UdpDifferentialTests
{
    private static readonly string[] Requests =
    [
        "set a 0 0 3\r\nabc\r\n", "get a\r\n", "get none\r\n", "gets none\r\n", "mg a v t\r\n", "mn\r\n", "add a 0 0 1\r\nx\r\n",
        "append a 0 0 1\r\nd\r\n", "get a\r\n",
        "set n 0 0 1\r\n5\r\n", "incr n 3\r\n", "delete n\r\n", "touch a 10\r\n", "set a 0 0 1 noreply\r\nx\r\n", "get a\r\n",
        "set long 7 0 5000\r\n" + new string('x', 5000) + "\r\n", "get long\r\n",
        "set full 0 0 1369\r\n" + new string('y', 1369) + "\r\n", "get full\r\n", "set over 0 0 1370\r\n" + new string('y', 1370) + "\r\n",
        "get over\r\n", "flush_all\r\n", "get a\r\n",
    ];

    [Test]
    public async Task Datagrams_are_answered_alike()
    {
        if (MemcachedProcess.Program is null)
        {
            Required.IsMissing("memcached is not installed");
        }

        string portFile = Path.GetTempFileName();
        ProcessStartInfo start = new(
            MemcachedProcess.Program!, ["-p", "-1", "-U", "-1", "-t", "1", "-l", "127.0.0.1", "-u", Environment.UserName]);
        start.Environment["MEMCACHED_PORT_FILENAME"] = portFile;
        using Process memcached = Process.Start(start)!;
        try
        {
            using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 1 << 26 });
            await using MemcachedServer server = new(
                store, new MemcachedListenerOptions { Endpoints = [], UdpAddresses = ["127.0.0.1:0"] });
            await server.StartAsync();
            using UdpClient theirs = new("127.0.0.1", await PortOfAsync(portFile));
            using UdpClient ours = new("127.0.0.1", ((IPEndPoint)server.BoundUdpEndpoints[0]).Port);
            for (int i = 0; i < Requests.Length; i++)
            {
                Assert.That(Ask(ours, i, Requests[i]), Is.EqualTo(Ask(theirs, i, Requests[i])), Requests[i].Split('\r')[0]);
            }
        }
        finally
        {
            memcached.Kill();
            await memcached.WaitForExitAsync();
            File.Delete(portFile);
        }
    }

    private static async Task<int> PortOfAsync(string file)
    {
        for (int attempt = 0; attempt < 500; attempt++)
        {
            string[] lines = await File.ReadAllLinesAsync(file);
            if (Array.Find(lines, static line => line.StartsWith("UDP INET: ", StringComparison.Ordinal)) is { } found)
            {
                return int.Parse(found.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
            }

            await Task.Delay(10);
        }

        throw new InvalidOperationException("memcached does not listen.");
    }

    /// <summary>All datagrams up to the answer of a request that always has one.</summary>
    private static string Ask(UdpClient client, int id, string text)
    {
        client.Client.ReceiveTimeout = 20_000;
        Send(client, id, text);
        Send(client, 0xFFFF, "mn\r\n");
        StringBuilder answers = new();
        while (true)
        {
            IPEndPoint? from = null;
            byte[] answer = client.Receive(ref from);
            if (answer[0] == 0xFF && answer[1] == 0xFF)
            {
                return answers.ToString();
            }

            _ = answers.AppendLine(Convert.ToHexString(answer));
        }
    }

    private static void Send(UdpClient client, int id, string text) =>
        client.Send([(byte)(id >> 8), (byte)id, 0, 0, 0, 1, 0, 0, .. Encoding.ASCII.GetBytes(text)]);
}
