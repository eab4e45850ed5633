namespace CacheCore.Tool.Client;

/// <summary>Which server to talk to, as whom, and how long to wait for it.</summary>
/// <param name="Server">The address as <see cref="ServerAddress"/> reads it; errors name it like this.</param>
internal sealed record ClientSettings(string Server)
{
    public static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Who to say one is, where the server asks; null = nobody.</summary>
    public string? User { get; init; }

    public string Password { get; init; } = "";

    /// <summary>How the connection is encrypted; null = it is not.</summary>
    public ClientTls? Tls { get; init; }

    /// <summary>
    /// How long the server may take to accept a connection, to take what is sent, and to send the next piece of an answer.
    /// </summary>
    public TimeSpan Timeout { get; init; } = UsualTimeout;
}
