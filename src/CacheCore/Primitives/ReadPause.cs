namespace CacheCore.Primitives;

/// <summary>
/// The pauses of a reader who holds nothing and tries again: a little longer each time, and a writer that lost its processor gets a
/// chance to come back.
/// </summary>
internal static class ReadPause
{
    private const int SpinsBeforeYield = 16;
    private const int MaxSpinShift = 6;

    /// <summary>Waits for a moment; true: it was long enough for something to have ended meanwhile.</summary>
    public static bool Pause(int attempt)
    {
        bool isLong = attempt % SpinsBeforeYield == SpinsBeforeYield - 1;
        if (isLong)
        {
            _ = Thread.Yield();
        }
        else
        {
            Thread.SpinWait(1 << Math.Min(attempt, MaxSpinShift));
        }

        return isLong;
    }
}
