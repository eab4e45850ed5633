namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Tests of the real program, each over TCP and over a unix socket.</summary>
[TestFixture(false)]
[TestFixture(true)]
[Parallelizable(ParallelScope.All)]
internal abstract class ServerTests(bool overUnixSocket)
{
    protected bool OverUnixSocket { get; } = overUnixSocket;

    protected ServerProcess Start(string options) => ServerProcess.Start(OverUnixSocket, options);

    /// <summary>A figure out of what <c>stats</c> answered.</summary>
    protected static long Figure(string stats, string name)
    {
        string line = stats.Split("\r\n").Single(one => one.StartsWith($"STAT {name} ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }
}
