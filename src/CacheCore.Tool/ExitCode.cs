namespace CacheCore.Tool;

/// <summary>What the process ends with. The numbers are those of <c>sysexits.h</c> and memcached's use of them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>An option or its value is wrong.</summary>
    public const int Failure = 1;

    /// <summary>Options that do not go together, or outside their range.</summary>
    public const int Usage = 64;

    /// <summary>There is no such user.</summary>
    public const int NoUser = 67;

    /// <summary>The system refuses: an address that cannot be had, a user that cannot be taken on.</summary>
    public const int System = 71;
}
