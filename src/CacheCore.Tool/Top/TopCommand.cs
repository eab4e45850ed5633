using System.CommandLine;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;
using Spectre.Console;

namespace CacheCore.Tool.Top;

/// <summary><c>cachecore top</c>: a live view of any server that speaks memcached's text protocol.</summary>
internal static class TopCommand
{
    public static Command Make()
    {
        var address = new Argument<string?>("server")
        {
            Description = "host:port, or the path of a unix socket",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<TimeSpan?> interval = ServerOptions.Span(
            "--interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), "time between two readings (unless given: 1 s)");
        interval.Aliases.Add("-i");
        var once = new Option<bool>("--once") { Description = "print one frame, of two readings, and end" };
        var server = new ServerOptions();
        var command = new ExplainedCommand("top", "a live view of a server: rates, hit ratio, memory by slab class, connections", """
            Ends with q or Ctrl-C. If the server goes away it says so, and goes on when the server is back.

            Examples:
              cachecore top
              cachecore top cache1:11211 --interval 5s
              cachecore top /run/cache.sock --once             for scripts
            """)
        {
            address, interval, once,
        };
        server.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            ClientSettings settings = server.Read(parsed, parsed.GetValue(address));
            TimeSpan pause = parsed.GetValue(interval) ?? TimeSpan.FromSeconds(1);
            return parsed.GetValue(once) ? RunOnceAsync(settings, pause, cancel) : RunAsync(settings, pause, cancel);
        });
        return command;
    }

    private static async Task<int> RunOnceAsync(ClientSettings settings, TimeSpan interval, CancellationToken cancel)
    {
        var watch = new ServerWatch(settings, TimeProvider.System);
        await using (watch.ConfigureAwait(false))
        {
            await watch.ReadAsync(cancel).ConfigureAwait(false);
            await Task.Delay(interval, cancel).ConfigureAwait(false);
            await watch.ReadAsync(cancel).ConfigureAwait(false);
            AnsiConsole.Write(TopFrame.Of(watch.View, height: 0, hint: ""));
            return ExitCode.Ok;
        }
    }

    private static async Task<int> RunAsync(ClientSettings settings, TimeSpan interval, CancellationToken cancel)
    {
        if (Console.IsOutputRedirected || Console.IsInputRedirected)
        {
            throw new RefusedException(ExitCode.Usage, "cachecore: top needs a terminal; --once prints one frame anywhere");
        }

        var watch = new ServerWatch(settings, TimeProvider.System);
        await using (watch.ConfigureAwait(false))
        {
            await watch.ReadAsync(cancel).ConfigureAwait(false);    // who was never there is an error, not a view
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            using var screen = new LiveScreen(AnsiConsole.Console);
            Task keys = LiveScreen.WaitForQuitAsync(end);
            try
            {
                while (true)
                {
                    screen.Show(TopFrame.Of(watch.View, screen.Height, "q ends"));
                    await Task.Delay(interval, end.Token).ConfigureAwait(false);
                    await watch.TryReadAsync(end.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // q or Ctrl-C: the ordinary end.
            }

            await keys.ConfigureAwait(false);
            return ExitCode.Ok;
        }
    }
}
