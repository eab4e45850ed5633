namespace CacheCore.Tool;

/// <summary>What the process ends with. The numbers are those of <c>sysexits.h</c> and memcached's use of them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Of <c>serve</c>: an option or its value is wrong. Of <c>bench</c>: requests were refused.</summary>
    public const int Failure = 1;

    /// <summary>The key that was asked for is not there, or the value was not stored.</summary>
    public const int NotFound = 1;

    /// <summary>
    /// Options that do not go together, or outside their range; of all commands but <c>serve</c>: anything wrong with the command line.
    /// </summary>
    public const int Usage = 64;

    /// <summary>There is no such user.</summary>
    public const int NoUser = 67;

    /// <summary>There is no host of that name.</summary>
    public const int NoHost = 68;

    /// <summary>The server cannot be reached, does not answer in time, or closed the connection.</summary>
    public const int Unavailable = 69;

    /// <summary>A fault of the program's own, which nobody planned for.</summary>
    public const int Internal = 70;

    /// <summary>The system refuses: an address that cannot be had, memory, a file, a user that cannot be taken on.</summary>
    public const int System = 71;

    /// <summary>Standard output does not take what is to be printed.</summary>
    public const int Output = 74;

    /// <summary>The server refused the request, or its answer makes no sense; it knows no TLS.</summary>
    public const int Protocol = 76;

    /// <summary>The server wants credentials or a certificate, or others; or its own certificate is not to be trusted.</summary>
    public const int NoPermission = 77;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
