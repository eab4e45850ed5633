namespace CacheCore.Tool.Serve;

/// <summary>
/// When a burst of clients is over: connections take far less than they have, and have done so for a while. A load that comes and goes
/// faster than that leaves nothing worth a collection, as it will need the memory again. Pure.
/// </summary>
internal sealed class TrimSchedule
{
    /// <summary>Bytes that are worth it, where they are a quarter of what there was.</summary>
    public const long Least = 8 << 20;

    /// <summary>Looks in a row that have to find little in use.</summary>
    public const int QuietLooks = 2;

    private long _highest;
    private int _quiet;

    /// <summary>Takes a look; true: now is the time to trim.</summary>
    /// <param name="peak">The most bytes in use since the last look.</param>
    public bool IsDue(long peak)
    {
        if (_highest - peak < Least || peak > _highest / 4 * 3)
        {
            _highest = Math.Max(_highest, peak);
            _quiet = 0;
            return false;
        }

        if (++_quiet < QuietLooks)
        {
            return false;
        }

        _highest = peak;
        _quiet = 0;
        return true;
    }
}
