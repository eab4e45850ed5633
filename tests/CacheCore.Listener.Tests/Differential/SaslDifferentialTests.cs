using System.Diagnostics;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>
/// The installed memcached with a database of users, and our server with a file of them, are asked the same about who may come in.
/// </summary>
[Category("Differential")]
internal sealed class SaslDifferentialTests
{
    private const string Program = "saslpasswd2";

    private readonly string _folder = Directory.CreateTempSubdirectory("cachecore").FullName;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Who_may_come_in_is_answered_alike()
    {
        if (MemcachedProcess.Program is null)
        {
            Required.IsMissing("memcached is not installed");
        }

        await MakeTheirUsersAsync();
        string users = Path.Combine(_folder, "users");
        await File.WriteAllTextAsync(users, "fred:secret\n");
        using MemcachedProcess memcached = new(
            Path.Combine(_folder, "reference.sock"), new Dictionary<string, string> { ["SASL_CONF_PATH"] = _folder }, "-S");
        List<string> differences = [];
        foreach ((string name, byte[] bytes) in SaslRequests.Conversations())
        {
            string theirs = Ask(memcached.SocketPath, bytes);
            string ours = await AskOursAsync(users, bytes);
            if (theirs != ours)
            {
                differences.Add($"{name}:\n  theirs {theirs}\n  ours   {ours}");
            }
        }

        Assert.That(string.Join('\n', differences), Is.Empty);
    }

    /// <summary>A server for each conversation, so that failures of one are not held against the next.</summary>
    private async Task<string> AskOursAsync(string users, byte[] bytes)
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 1 << 24 });
        string socket = Path.Combine(_folder, "ours.sock");
        await using MemcachedServer server = new(
            store, new MemcachedListenerOptions { Endpoints = [new($"unix:{socket}")], SaslFile = users });
        await server.StartAsync();
        return Ask(socket, bytes);
    }

    /// <summary>All that is answered until the connection is closed. CAS values are each server's own.</summary>
    private static string Ask(string socket, byte[] request)
    {
        using Peer peer = new(socket);
        byte[] answer = peer.Ask(request, [], BinaryRequests.SentinelReply, out bool isClosed);
        for (int start = 0; start + 24 <= answer.Length; start += 24 + answer[start + 11] + (answer[start + 10] << 8))
        {
            answer.AsSpan(start + 16, 8).Clear();
        }

        return $"{Convert.ToHexString(answer)} {isClosed}";
    }

    private async Task MakeTheirUsersAsync()
    {
        string database = Path.Combine(_folder, "sasldb");
        await File.WriteAllTextAsync(Path.Combine(_folder, "memcached.conf"), $"mech_list: plain\nsasldb_path: {database}\n");
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, Program))
            .FirstOrDefault(File.Exists);
        if (program is null)
        {
            Required.IsMissing($"{Program} is not installed");
        }

        using Process process = Process.Start(new ProcessStartInfo(program!, ["-p", "-c", "-a", "memcached", "-f", database, "fred"])
        {
            RedirectStandardInput = true,
        })!;
        await process.StandardInput.WriteAsync("secret");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero);
    }
}
