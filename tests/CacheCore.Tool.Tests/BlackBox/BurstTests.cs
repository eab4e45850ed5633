using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>What many clients at once make the server hold: bounded where its memory is, and given back when they have gone.</summary>
[Stress]
internal sealed class BurstTests
{
    private const int ValueLength = 1_000_000;
    private const int AMinute = 60_000;

    /// <summary>Milliseconds that a machine may be too busy to take what is sent.</summary>
    private const int Patience = 20_000;

    private readonly List<Stream> _crowd = [];
    private bool _isEncrypted;

    [SetUp]
    public void OnLinuxAndNative()
    {
        if (!OperatingSystem.IsLinux() || !ServerProcess.IsNative)
        {
            Assert.Ignore("The memory is that of the native binary, whose path CACHECORE_BINARY has, and is read from /proc.");
        }
    }

    [TearDown]
    public void Leave()
    {
        _crowd.ForEach(static one => one.Dispose());
        _crowd.Clear();
    }

    [Test]
    public void What_slow_readers_made_it_hold_comes_back()
    {
        _isEncrypted = false;
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-m 64");
        long rest = Rest(server);
        ReadSlowly(server, 200);
        long most = 200L * (ValueLength + (320 << 10)) + (48L << 20);
        Assert.That(() => server.ResidentBytes - rest, Is.LessThan(most));
        Leave();
        Assert.That(() => server.ResidentBytes, Is.LessThan(rest * 3 / 2).After(AMinute, 200));
    }

    [Test]
    public void A_container_that_is_too_small_for_all_loses_connections_and_lives([Values] bool isEncrypted)
    {
        _isEncrypted = isEncrypted;
        using TestCertificates certificates = new();
        using Container container = Container.Make(160L << 20);
        string ports = isEncrypted
            ? $"-l notls:127.0.0.1:0,127.0.0.1:0 -Z -o ssl_chain_cert={certificates.ServerFile},ssl_key={certificates.ServerKeyFile}"
            : "";
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-m 64 {ports}", through: container.Entry);
        Fill(server);
        long rest = Rest(server);
        ReadSlowly(server, 100);
        byte[] words = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("kkkk ", 200_000)));
        for (int i = 0; i < 20; i++)
        {
            Stream? line = Connect(server);
            _ = TrySend(line, "get "u8);
            for (int part = 0; part < 15 && TrySend(line, words); part++)
            {
            }
        }

        byte[] multiget = Encoding.ASCII.GetBytes(
            $"get {string.Join(' ', Enumerable.Range(0, 200_000).Select(static key => $"key{key}"))}\r\n");
        for (int i = 0; i < 8; i++)
        {
            _ = TrySend(Connect(server), multiget);
        }

        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
        Leave();
        Assert.That(() => server.ResidentBytes, Is.LessThan(rest * 3 / 2).After(AMinute, 200));
        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
        Assert.That(server.Errors, Is.Empty);
    }

    /// <summary>Has the store full, and a value that is worth waiting for.</summary>
    private static void Fill(ServerProcess server)
    {
        using RawProbe connection = server.Connect();
        string value = new('x', 1000);
        for (int i = 0; i < 80_000; i += 1000)
        {
            connection.Send(string.Concat(Enumerable.Range(i, 1000).Select(key => $"set fill{key} 0 0 1000 noreply\r\n{value}\r\n")));
        }

        Assert.That(connection.AskCommands("mn"), Is.EqualTo("MN\r\n"));
    }

    /// <summary>Sets the value, has it read once, and tells what the server holds then.</summary>
    private static long Rest(ServerProcess server)
    {
        using RawProbe connection = server.Connect();
        Assert.That(connection.AskCommands($"set b 0 0 {ValueLength}\r\n{new string('x', ValueLength)}"), Is.EqualTo("STORED\r\n"));
        _ = connection.AskUntil("get b\r\nmn", "MN\r\n");
        return server.ResidentBytes;
    }

    /// <summary>Clients ask for much and take nothing, until the server holds what it will for each of them.</summary>
    private void ReadSlowly(ServerProcess server, int count)
    {
        long before = server.ResidentBytes;
        byte[] asking = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("get b\r\n", 60)));
        for (int i = 0; i < count; i++)
        {
            _ = TrySend(Connect(server), asking);
        }

        Assert.That(() => server.ResidentBytes - before, Is.GreaterThan(20L << 20).After(AMinute, 50), "there was no burst");
    }

    /// <summary>
    /// A connection to the last of the server's ports, which is the encrypted one where there is one; null: the server closed it,
    /// as it may in a burst.
    /// </summary>
    private Stream? Connect(ServerProcess server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
            SendTimeout = Patience,
            ReceiveTimeout = Patience,
        };
        socket.Connect(IPAddress.Loopback, server.Ports[^1]);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        _crowd.Add(stream);
        if (_isEncrypted)
        {
            var encrypted = new SslStream(stream);
            stream = encrypted;
            try
            {
                encrypted.AuthenticateAsClient(new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.Issuer == "CN=Test authority",
                });
            }
            catch (IOException)
            {
                return null;
            }
        }

        return stream;
    }

    /// <returns>False: the server closed the connection.</returns>
    private static bool TrySend(Stream? connection, ReadOnlySpan<byte> bytes)
    {
        try
        {
            connection?.Write(bytes);
            return connection is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
