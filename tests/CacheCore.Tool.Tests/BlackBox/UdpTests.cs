using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Option <c>-U</c>.</summary>
internal sealed class UdpTests
{
    [Test]
    public void Without_a_port_for_tcp_both_have_free_ones()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-l 127.0.0.1 -U -1");

        Assert.That((server.Ports.Count, server.UdpPorts.Count), Is.EqualTo((1, 1)));
        Assert.That(server.Ports, Has.None.EqualTo(11211));
    }

    [Test]
    public void Datagrams_are_answered_on_the_port_that_the_file_names()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-U -1");
        _ = server.Ask("set a 0 0 3\r\nabc");
        using UdpClient client = new("127.0.0.1", server.UdpPorts.Single());
        client.Client.ReceiveTimeout = 20_000;
        _ = client.Send([1, 2, 0, 0, 0, 1, 0, 0, .. "get a\r\n"u8]);
        IPEndPoint? from = null;
        byte[] answer = client.Receive(ref from);

        Assert.That(answer.AsSpan(0, 8).ToArray(), Is.EqualTo((byte[])[1, 2, 0, 0, 0, 1, 0, 0]));
        Assert.That(Encoding.ASCII.GetString(answer.AsSpan(8)), Is.EqualTo("VALUE a 0 3\r\nabc\r\nEND\r\n"));
    }
}
