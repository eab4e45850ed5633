using CacheCore.Tool.Serve;

namespace CacheCore.Tool;

/// <summary><c>cachecore</c>: the first word names the command, the rest is its own.</summary>
internal static class Program
{
    private const string Overview = """
        usage: cachecore COMMAND [OPTIONS]

          serve        a cache server in memcached's place; cachecore serve -h lists its options

          --help       this text
          --version    the version
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "serve":
                return await ServeCommand.RunAsync(args[1..]).ConfigureAwait(false);
            case "--version":
                Console.Out.WriteLine(ToolVersion.Text);
                return ExitCode.Ok;
            case "--help" or "-h" or "-?":
                Console.Out.WriteLine(Overview);
                return ExitCode.Ok;
            case null:
                Console.Error.WriteLine(Overview);
                return ExitCode.Usage;
            case string other:
                Console.Error.WriteLine($"cachecore: there is no command '{other}'");
                Console.Error.WriteLine(Overview);
                return ExitCode.Usage;
        }
    }
}
