using CacheCore.Listener.Tests.Connections;
using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;
using CacheCore.Listener.Watching;
using CacheCore.Protocol.Administration;

namespace CacheCore.Listener.Tests.Watching;

/// <summary>What those who watch are told.</summary>
internal sealed class WatchStreamsTests
{
    [TestCase("quit\r\n", "normal")]
    [TestCase("GET / HTTP/1.1\r\n", "error")]
    [TestCase("long", "error")]
    [TestCase("broken", "error")]
    public async Task A_connection_that_ends_is_told_with_the_reason(string what, string reason)
    {
        using CacheStore store = new(new CacheCoreOptions());
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [new("127.0.0.1:0")] });
        await server.StartAsync();
        using TestClient watcher = new(server.BoundEndpoints[0]);
        Assert.That(watcher.Ask("watch connevents\r\n"), Is.EqualTo("OK\r\n"));
        using (TestClient client = new(server.BoundEndpoints[0]))
        {
            client.Send(what switch
            {
                "long" => new string('x', 5000),
                "broken" => "\u0080\u007fno such frame, and no end of it   ",
                _ => what,
            });
            _ = client.ReadToEnd();
        }

        Assert.That(ReadClosing(watcher), Does.Contain($" reason={reason} "));
    }

    [Test]
    public async Task A_client_that_ends_without_a_word_ends_normally()
    {
        using CacheStore store = new(new CacheCoreOptions());
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [new("127.0.0.1:0")] });
        await server.StartAsync();
        using TestClient watcher = new(server.BoundEndpoints[0]);
        Assert.That(watcher.Ask("watch connevents\r\n"), Is.EqualTo("OK\r\n"));
        using TestClient client = new(server.BoundEndpoints[0]);
        client.EndSending();

        Assert.That(ReadClosing(watcher), Does.Contain(" reason=normal "));
    }

    [TestCase("set a 0 0 2000000\r\n", " key=a status=too_large cmd=set ")]
    [TestCase("add a 0 0 2000000\r\n", " key=a status=too_large cmd=add ")]
    [TestCase("cas a 0 0 2000000 1\r\n", " key=a status=too_large cmd=cas ")]
    [TestCase("ms a 2000000 ME\r\n", " key=a status=too_large cmd=add ")]
    public void A_value_that_is_too_large_is_told(string line, string told)
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        CommandContext context = new(store, new MemcachedListenerOptions(), TimeProvider.System);
        Watcher watcher = new(WatchStreams.Mutations, 1 << 20);
        Assert.That(context.Watch.TryAdd(watcher), Is.True);

        _ = new InMemoryConnection(context).Ask(line + new string('x', 2_000_000) + "\r\n");

        Assert.That(watcher.Lines.TryRead(out byte[]? logged), Is.True);
        Assert.That(System.Text.Encoding.ASCII.GetString(logged!), Does.Contain(told).And.EndsWith(" size=2000000\n"));
    }

    private static string ReadClosing(TestClient watcher)
    {
        string heard = "";
        while (!heard.Contains("type=conn_close", StringComparison.Ordinal) && !heard.EndsWith("<closed>", StringComparison.Ordinal))
        {
            heard += watcher.ReadUntil("\n");
        }

        return heard;
    }
}
