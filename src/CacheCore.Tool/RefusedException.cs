namespace CacheCore.Tool;

/// <summary>
/// The command cannot do what it was told to. The message is for standard error, whole and without the program's name before it.
/// </summary>
internal sealed class RefusedException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;
}
