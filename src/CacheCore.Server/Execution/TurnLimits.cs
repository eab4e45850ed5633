namespace CacheCore.Server.Execution;

/// <summary>How much of a pipeline is carried out before other connections have a turn.</summary>
/// <param name="Requests">Commands.</param>
/// <param name="LargestItem">The largest value that a command may bring; what is longer, and no command, is nobody's.</param>
public sealed record TurnLimits(int Requests, int LargestItem)
{
    /// <summary>The most commands that are read ahead.</summary>
    public const int BatchSize = 32;
}
