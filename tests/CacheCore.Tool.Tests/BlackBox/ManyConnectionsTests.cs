using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

[Stress]
internal sealed class ManyConnectionsTests
{
    private const int Connections = 10_000;
    private const long MostGrowth = 100L << 20;

    [Test]
    public void Ten_thousand_idle_connections_take_little_and_are_all_answered()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Memory is read from /proc.");
        }

        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-c {Connections}");
        long before = server.ResidentBytes;
        List<Socket> sockets = [];
        try
        {
            byte[] answer = new byte[100];
            for (int i = 0; i < Connections; i++)
            {
                sockets.Add(Connect(server.Port));
                Assert.That(Ask(sockets[^1], answer), Is.EqualTo("MN\r\n"));
            }

            long growth = server.ResidentBytes - before;
            TestContext.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{growth >> 20} MiB more with {Connections:N0} connections"));
            Assert.That(growth, Is.LessThan(MostGrowth));
            Assert.That(sockets.All(socket => Ask(socket, answer) == "MN\r\n"), "some connection was not answered");

            using Socket oneMore = Connect(server.Port);
            Assert.That(Encoding.ASCII.GetString(answer, 0, oneMore.Receive(answer)), Is.EqualTo("ERROR Too many open connections\r\n"));
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private static string Ask(Socket socket, byte[] answer)
    {
        _ = socket.Send("mn\r\n"u8);
        return Encoding.ASCII.GetString(answer, 0, socket.Receive(answer));
    }
}
