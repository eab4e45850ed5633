using CacheCore.Server;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>The installed memcached and our server are asked the same, in the same pieces, and say the same.</summary>
[Category("Differential")]
internal sealed class DifferentialTests
{
    private const int Seed = 20260131;
    private const int MostDifferences = 8;

    [TestCase(70_000, true)]
    [TestCase(15_000, false)]
    public Task Text_commands_are_answered_alike(int commands, bool useCas) => CompareAsync(useCas, (reference, ours) =>
    {
        Random random = new(Seed);
        TextCommands generator = new(random);
        Conversation conversation = new(reference, ours, random);
        return Differences(
            commands, BatchSize, count => conversation.Ask([.. generator.Next(count).Where(command => useCas || !Flushes(command))]));

        int BatchSize() => random.Next(4) == 0 ? random.Next(1, 50) : random.Next(1, 4);
    });

    [TestCase(30_000)]
    public Task Binary_requests_are_answered_alike(int requests) => CompareAsync(useCas: true, (reference, ours) =>
    {
        Random random = new(Seed);
        BinaryConversation conversation = new(reference, ours, random);
        return Differences(requests, () => random.Next(1, 40), conversation.Ask);
    });

    /// <summary>
    /// Without CAS values memcached knows the moment of a flush by its second alone, and also takes what is stored in that second.
    /// </summary>
    private static bool Flushes(string command) => command.StartsWith("flush_all", StringComparison.Ordinal);

    private static List<string> Differences(int commands, Func<int> batchSize, Func<int, string?> ask)
    {
        List<string> differences = [];
        for (int sent = 0; sent < commands && differences.Count < MostDifferences;)
        {
            int count = batchSize();
            sent += count;
            if (ask(count) is { } difference)
            {
                differences.Add(difference);
            }
        }

        return differences;
    }

    private static async Task CompareAsync(bool useCas, Func<Peer, Peer, List<string>> talk)
    {
        if (MemcachedProcess.Program is null)
        {
            Required.IsMissing("memcached is not installed");
        }

        string differences = await TalkAsync(useCas, talk);
        if (differences.Length > 0)
        {
            // Seconds begin at different moments in the two servers, and now and then one begins in between.
            // What differs by itself does so again.
            await TestContext.Out.WriteLineAsync(differences);
            differences = await TalkAsync(useCas, talk);
        }

        Assert.That(differences, Is.Empty);
    }

    private static async Task<string> TalkAsync(bool useCas, Func<Peer, Peer, List<string>> talk)
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 1 << 30 });
        string folder = Directory.CreateTempSubdirectory("cachecore").FullName;
        try
        {
            using MemcachedProcess memcached = new(Path.Combine(folder, "reference.sock"), useCas ? [] : ["-C"]);
            string socket = Path.Combine(folder, "ours.sock");
            await using MemcachedServer server = new(
                store, new MemcachedListenerOptions { Endpoints = [new MemcachedEndpoint($"unix:{socket}")], UseCas = useCas });
            await server.StartAsync();
            using Peer reference = new(memcached.SocketPath);
            using Peer ours = new(socket);

            return string.Join("\n\n", talk(reference, ours));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
