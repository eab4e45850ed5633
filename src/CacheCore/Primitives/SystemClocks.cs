namespace CacheCore.Primitives;

/// <summary>What can be found out about the clocks that there are.</summary>
internal static class SystemClocks
{
    // CLOCK_BOOTTIME of Linux: as the monotonic clock, but it goes on while the machine sleeps.
    private const int BootTime = 7;

    /// <summary>
    /// Milliseconds since the machine was started, those in which it slept included.
    /// Where only <see cref="Environment.TickCount64"/> is known, that.
    /// </summary>
    public static long BootMilliseconds() =>
        OperatingSystem.IsLinux() && PosixClocks.TryRead(BootTime, out long nanoseconds)
            ? nanoseconds / 1_000_000
            : Environment.TickCount64;

    /// <summary>True for a provider whose timestamps are not the system's.</summary>
    public static bool HasOwnTimestamps(TimeProvider provider) => IsOverridden(provider, provider.GetTimestamp);

    /// <summary>True for a provider whose calendar is not the system's.</summary>
    public static bool HasOwnCalendar(TimeProvider provider) => IsOverridden(provider, provider.GetUtcNow);

    /// <summary>Where ahead-of-time compilation has left nothing to tell by, a provider is taken at its word and asked.</summary>
    private static bool IsOverridden(TimeProvider provider, Delegate member)
    {
        Type own = TimeProvider.System.GetType();
        Type? declaring = member.Method.DeclaringType;
        return provider.GetType() != own && declaring != typeof(TimeProvider) && declaring != own;
    }
}
