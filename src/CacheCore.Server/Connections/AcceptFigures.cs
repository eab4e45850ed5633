namespace CacheCore.Server.Connections;

/// <summary>Whether connections are accepted.</summary>
/// <param name="IsAccepting">False: there are too many, and who comes waits.</param>
/// <param name="Pauses">How often it began to be so.</param>
/// <param name="PausedMicroseconds">How long it was so, all in all.</param>
public readonly record struct AcceptFigures(bool IsAccepting, long Pauses, long PausedMicroseconds);
