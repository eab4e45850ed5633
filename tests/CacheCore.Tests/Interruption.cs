namespace CacheCore.Tests;

/// <summary>What <see cref="Thread.Interrupt"/> does to a thread at its next wait.</summary>
internal static class Interruption
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    /// <summary>True, and over with, if one was waiting for this thread's next wait.</summary>
    public static bool WasPending() => !PassesQuietly(static () => Thread.Sleep(Long));

    /// <summary>Does something that may be interrupted, which is the caller's own affair; false: it was.</summary>
    public static bool PassesQuietly(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }
}
