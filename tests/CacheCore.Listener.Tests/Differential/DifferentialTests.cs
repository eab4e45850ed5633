namespace CacheCore.Listener.Tests.Differential;

/// <summary>The installed memcached and our server are asked the same and say the same.</summary>
[Category("Differential")]
internal sealed class DifferentialTests
{
    private const int Seed = 20260131;

    [TestCase(20_000)]
    public async Task Text_commands_are_answered_alike(int count)
    {
        RequireMemcached();
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 64 << 20 });
        string folder = Directory.CreateTempSubdirectory("cachecore").FullName;
        using MemcachedProcess memcached = new(Path.Combine(folder, "reference.sock"));
        string socket = Path.Combine(folder, "ours.sock");
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [new MemcachedEndpoint($"unix:{socket}")] });
        await server.StartAsync();

        Random random = new(Seed);
        TextCommands commands = new(random);
        List<string> differences = [];
        using (Peer reference = new(memcached.SocketPath))
        using (Peer ours = new(socket))
        {
            Conversation conversation = new(reference, ours, random);
            for (int sent = 0; sent < count && differences.Count < 10;)
            {
                string[] batch = [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(1, 50) : random.Next(1, 4)).Select(_ => commands.Next())];
                sent += batch.Length;
                if (conversation.Ask(batch) is { } difference)
                {
                    differences.Add(difference);
                }
            }
        }

        Assert.That(string.Join("\n\n", differences), Is.Empty);
    }

    private static void RequireMemcached()
    {
        if (MemcachedProcess.Program is not null)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail("The build server must have memcached installed.");
        }

        Assert.Ignore("memcached is not installed.");
    }
}
