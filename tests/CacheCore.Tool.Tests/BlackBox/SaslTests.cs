namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Option <c>-S</c>.</summary>
internal sealed class SaslTests
{
    private const string Variable = "MEMCACHED_SASL_PWDB";

    private string _users = "";

    [SetUp]
    public void SetUp()
    {
        _users = Path.GetTempFileName();
        File.WriteAllText(_users, "ann:secret\n");
    }

    [TearDown]
    public void TearDown() => File.Delete(_users);

    [TestCase(true)]
    [TestCase(false)]
    public void Users_come_from_a_file_that_the_environment_or_an_option_names(bool isEnvironment)
    {
        using ServerProcess server = isEnvironment
            ? StartInEnvironment()
            : ServerProcess.Start(overUnixSocket: false, $"-S -o sasl_pwdb={_users}");

        Assert.That(IsLetIn(server, "ann", "secret"));
        Assert.That(IsLetIn(server, "ann", "wrong"), Is.False);
    }

    [Test]
    public void Hang_up_has_them_read_again()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-S -o sasl_pwdb={_users}");
        File.WriteAllText(_users, "bob:other\n");
        server.Signal("HUP");

        Assert.That(() => IsLetIn(server, "bob", "other"), Is.True.After(60_000, 50));
        Assert.That(IsLetIn(server, "ann", "secret"), Is.False);
    }

    [Test]
    public void A_file_that_is_none_is_refused()
    {
        File.WriteAllText(_users, "nonsense");
        (int exitCode, string text) = ServerProcess.RunToEnd($"-u root -p -1 -S -o sasl_pwdb={_users}");

        Assert.That(exitCode, Is.EqualTo(64));
        Assert.That(text, Does.Contain(_users));
    }

    private ServerProcess StartInEnvironment()
    {
        string? before = Environment.GetEnvironmentVariable(Variable);
        try
        {
            Environment.SetEnvironmentVariable(Variable, _users);
            return ServerProcess.Start(overUnixSocket: false, "-S");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    private static bool IsLetIn(ServerProcess server, string user, string password)
    {
        using RawProbe connection = server.Connect();
        string answer = connection.Ask(SaslRequests.Plain(user, password), 24 + 13); // both texts are as long as each other
        return answer.EndsWith("Authenticated", StringComparison.Ordinal);
    }
}
