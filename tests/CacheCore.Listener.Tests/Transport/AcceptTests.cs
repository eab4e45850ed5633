using System.Net;
using System.Net.Sockets;
using CacheCore.Server;
using CacheCore.Transport.Sockets;

namespace CacheCore.Listener.Tests.Transport;

/// <summary>How connections get in.</summary>
internal sealed class AcceptTests
{
    private CacheStore _store = null!;
    private MemcachedServer _server = null!;

    [SetUp]
    public async Task Start()
    {
        _store = new CacheStore(new CacheCoreOptions { MemoryLimit = 64 << 20 });
        _server = new MemcachedServer(
            _store,
            new MemcachedListenerOptions { Endpoints = [new MemcachedEndpoint("127.0.0.1:0")], Threads = 2, MaxConnections = 5000 });
        await _server.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Test]
    public void As_many_as_come_at_once_are_let_in()
    {
        RawProbe[] clients = [.. Enumerable.Range(0, 300).Select(_ => Connect())];
        foreach (RawProbe client in clients)
        {
            client.Send("mn\r\n");
        }

        foreach (RawProbe client in clients)
        {
            Assert.That(client.ReadUntil("\r\n"), Is.EqualTo("MN\r\n"));
            client.Dispose();
        }
    }

    [Test]
    [NonParallelizable]
    public void Nobody_needs_a_thread_of_the_pool_to_get_in_and_be_served()
    {
        if (!SocketTransport.HasEventLoops)
        {
            Assert.Ignore("The platform's sockets need the pool.");
        }

        using (RawProbe first = Connect())
        {
            Assert.That(first.Ask("mn\r\n"), Is.EqualTo("MN\r\n")); // the server waits for the next one already
        }

        using var end = new ManualResetEventSlim();
        using var ended = new CountdownEvent(100);
        ThreadPool.GetMaxThreads(out int workers, out int ports);
        try
        {
            // So many threads there are, and more work that does not end.
            ThreadPool.GetMinThreads(out int least, out _);
            Assert.That(ThreadPool.SetMaxThreads(Math.Max(least, Environment.ProcessorCount), ports));
            for (int i = 0; i < ended.InitialCount; i++)
            {
                _ = ThreadPool.UnsafeQueueUserWorkItem(_ => { end.Wait(); ended.Signal(); }, null);
            }

            using RawProbe client = Connect();
            Assert.That(client.Ask("set a 0 0 1\r\nx\r\n"), Is.EqualTo("STORED\r\n"));
            Assert.That(ThreadPool.PendingWorkItemCount, Is.Positive, "the pool was not busy");
        }
        finally
        {
            end.Set();
            ended.Wait();
            Assert.That(ThreadPool.SetMaxThreads(workers, ports));
        }
    }

    [Test]
    public void Who_is_at_the_other_end_is_known()
    {
        using RawProbe client = Connect();
        Assert.That(client.Ask("stats conns\r\n", "END\r\n"), Does.Contain($"addr tcp:{client.LocalEndPoint}"));
    }

    [Test]
    public async Task After_the_end_of_listening_nobody_gets_in()
    {
        await _server.StopAsync();
        Assert.That(() => Connect().Dispose(), Throws.InstanceOf<SocketException>());
    }

    private RawProbe Connect() => new((IPEndPoint)_server.BoundEndpoints[0]);
}
