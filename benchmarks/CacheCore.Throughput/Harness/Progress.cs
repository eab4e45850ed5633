using System.Diagnostics;

namespace CacheCore.Throughput.Harness;

/// <summary>Tells on standard error what runs, how far it is and how long it will still take.</summary>
internal sealed class Progress(int steps, TimeSpan firstGuess)
{
    // From the first step on: what is prepared before it says nothing about the length of a step.
    private long _start;
    private int _done;

    /// <summary>Announces the next step.</summary>
    public void Step(string what)
    {
        if (_done == 0)
        {
            _start = Stopwatch.GetTimestamp();
        }

        TimeSpan perStep = _done == 0 ? firstGuess : Stopwatch.GetElapsedTime(_start) / _done;
        TimeSpan left = perStep * (steps - _done);
        _done++;
        Console.Error.WriteLine($"[{_done,4}/{steps}]  about {Format(left)} left  {what}");
    }

    /// <summary>Tells something that is not a step of its own.</summary>
    public void Note(string what) => Console.Error.WriteLine($"[{_done,4}/{steps}]  {what}");

    private static string Format(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes:00} min" : $"{(int)time.TotalMinutes} min {time.Seconds:00} s";
}
