namespace CacheCore.Listener;

/// <summary>A client asked the server to end.</summary>
/// <param name="isGraceful">True: what can be saved is to be saved first.</param>
public sealed class ShutdownRequestedEventArgs(bool isGraceful) : EventArgs
{
    /// <summary>True: what can be saved is to be saved first.</summary>
    public bool IsGraceful { get; } = isGraceful;
}
