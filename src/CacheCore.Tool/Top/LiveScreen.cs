using Spectre.Console;
using Spectre.Console.Rendering;

namespace CacheCore.Tool.Top;

/// <summary>The terminal's second screen, where frames are drawn one over the other; the first one comes back as it was.</summary>
internal sealed class LiveScreen : IDisposable
{
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(50);

    private readonly IAnsiConsole _console;

    public LiveScreen(IAnsiConsole console)
    {
        _console = console;
        Write("\u001b[?1049h\u001b[?25l\u001b[2J");     // second screen, no cursor, empty
    }

    /// <summary>Lines of the terminal at this moment.</summary>
    public int Height => _console.Profile.Height;

    /// <summary>Draws a frame. It goes out as one piece and over the last one, line by line, so that nothing flickers.</summary>
    public void Show(IRenderable frame)
    {
        _console.Profile.Width = Math.Max(20, Console.WindowWidth);
        _console.Profile.Height = Math.Max(5, Console.WindowHeight);
        string text = ToAnsi(frame).TrimEnd('\n').Replace("\n", "\u001b[K\n", StringComparison.Ordinal);
        string[] lines = text.Split('\n');
        Write($"\u001b[H{string.Join('\n', lines.Take(Height))}\u001b[K\u001b[J");
    }

    public void Dispose() => Write("\u001b[?25h\u001b[?1049l");

    /// <summary>Waits for q, and cancels; ends as well when somebody else has cancelled.</summary>
    public static async Task WaitForQuitAsync(CancellationTokenSource end)
    {
        while (!end.IsCancellationRequested)
        {
            while (Console.KeyAvailable)
            {
                if (Console.ReadKey(intercept: true).KeyChar is 'q' or 'Q')
                {
                    await end.CancelAsync().ConfigureAwait(false);
                    return;
                }
            }

            await Task.Delay(KeyInterval, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static void Write(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }

    private string ToAnsi(IRenderable frame)
    {
        using var text = new StringWriter();
        IAnsiConsole paper = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new Paper(text, _console.Profile.Width, _console.Profile.Height),
        });
        paper.Write(frame);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A terminal made of text, as large as the real one.</summary>
    private sealed class Paper(TextWriter writer, int width, int height) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => width;

        public int Height => height;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
