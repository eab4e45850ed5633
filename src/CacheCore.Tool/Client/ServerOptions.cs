using System.CommandLine;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Client;

/// <summary>The options that all commands have that talk to a server: where it is, who asks, and how long to wait.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string?> _server = new("--server", "-s")
    {
        Description = $"host:port, or the path of a unix socket (unless given: {ServerAddress.Default})",
        HelpName = "address",
    };
    private readonly AccessOptions _access = new();

    private readonly Option<TimeSpan?> _timeout = Timeout("how long the server may take to answer");

    public void AddTo(Command command)
    {
        command.Add(_server);
        command.Add(_timeout);
        _access.AddTo(command);
    }

    /// <summary>True if the server is named by an option, so that no argument need do it.</summary>
    public bool NamesServer(ParseResult parsed) => parsed.GetValue(_server) is not null;

    /// <summary>What was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="server">The server where it was given as an argument; null = it was not.</param>
    /// <exception cref="RefusedException">The server was given twice, options do not go together, or a file cannot be used.</exception>
    public ClientSettings Read(ParseResult parsed, string? server = null) => server is not null && NamesServer(parsed)
        ? throw new RefusedException(ExitCode.Usage, $"cachecore: the server is named twice: by --server and as '{server}'")
        : _access.Read(parsed, new ClientSettings(server ?? parsed.GetValue(_server) ?? ServerAddress.Default)
        {
            Timeout = parsed.GetValue(_timeout) ?? ClientSettings.UsualTimeout,
        });

    /// <summary>The option that bounds waits; null where it was not given.</summary>
    public static Option<TimeSpan?> Timeout(string description) =>
        Span(
            "--timeout",
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromDays(1),
            $"{description}, such as 500ms (unless given: {Readable.Span(ClientSettings.UsualTimeout)})");

    /// <summary>An option whose value is a span of time within a range; null where it was not given.</summary>
    public static Option<TimeSpan?> Span(string name, TimeSpan least, TimeSpan most, string description) =>
        new(name) { Description = description, HelpName = "time", CustomParser = result => Parse(result, name, least, most) };

    private static TimeSpan? Parse(System.CommandLine.Parsing.ArgumentResult result, string name, TimeSpan least, TimeSpan most)
    {
        if (Durations.TryParse(result.Tokens[0].Value, out TimeSpan span) && span >= least && span <= most)
        {
            return span;
        }

        result.AddError($"{name} is a time from {Readable.Span(least)} to {Readable.Span(most)}, such as 500ms, 30, 30s, 10m, 2h or 7d");
        return null;
    }
}
