namespace CacheCore.Tool.Client;

/// <summary>The server did not do what it was asked for. The message names it and says why.</summary>
/// <param name="exitCode">What the process is to end with, one of <see cref="ExitCode"/>.</param>
/// <param name="server">The server's address, as it was given.</param>
/// <param name="reason">What went wrong.</param>
/// <param name="cause">Why, where the system told; null = it did not.</param>
internal sealed class ClientException(
    int exitCode, string server, string reason, Exception? cause = null) : Exception($"{server}: {reason}", cause)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The message without the server's address.</summary>
    public string Reason { get; } = reason;

    /// <summary>The exception for a line that refuses, such as <c>SERVER_ERROR out of memory</c>.</summary>
    public static ClientException ForReply(string server, string line) =>
        new(Tool.ExitCode.Protocol, server, $"the server answers: {line}");

    /// <summary>The exception for a server that has to be told first who asks.</summary>
    public static ClientException ForStranger(string server) =>
        new(Tool.ExitCode.NoPermission, server, "the server wants to know who asks: --user and --password");
}
