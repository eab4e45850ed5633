using System.Diagnostics;
using System.Globalization;

namespace CacheCore.Samples.Embedded;

/// <summary>
/// How far something has come: one line that is written over and over on a terminal; when the output goes to a file,
/// a line every tenth, but not more than one a second.
/// </summary>
internal sealed class Progress(string title, long total) : IDisposable
{
    private static readonly bool OnTerminal = !Console.IsOutputRedirected;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(OnTerminal ? 0.1 : 1);

    private readonly Lock _lock = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _done;
    private long _lastShown = Stopwatch.GetTimestamp();
    private long _lastTenth;
    private long _lastDone;
    private int _lastWidth;

    /// <summary>Notes that so many more are done. Any thread may call it.</summary>
    public void Add(long count)
    {
        long done = Interlocked.Add(ref _done, count);
        if (!IsDue(done) || !_lock.TryEnter())
        {
            return;
        }

        try
        {
            Show(done);
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Shows where it ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            long done = Interlocked.Read(ref _done);
            if (OnTerminal || done != _lastDone)
            {
                Show(done);
            }

            if (OnTerminal)
            {
                Console.WriteLine();
            }
        }
    }

    private bool IsDue(long done) =>
        (OnTerminal || done * 10 / total > Volatile.Read(ref _lastTenth))
        && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastShown)) >= Pause;

    private void Show(long done)
    {
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"  {title,-14} {100 * done / total,3} %  {done,9:N0} of {total:N0}  "
                + $"{done / Math.Max(seconds, 0.001),8:N0}/s  {seconds,5:F1} s");
        if (OnTerminal)
        {
            Console.Write("\r" + line.PadRight(_lastWidth));
        }
        else
        {
            Console.WriteLine(line);
        }

        _lastWidth = line.Length;
        _lastDone = done;
        Volatile.Write(ref _lastTenth, done * 10 / total);
        Volatile.Write(ref _lastShown, Stopwatch.GetTimestamp());
    }
}
