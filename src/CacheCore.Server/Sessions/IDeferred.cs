namespace CacheCore.Server.Sessions;

/// <summary>
/// The rest of a command that could not be answered at once: because another server is asked, a disk is read, or all items are looked at.
/// Meanwhile its connection carries out nothing else, and its thread serves others.
/// </summary>
public interface IDeferred : IDisposable
{
    /// <summary>Goes on until there is something to send, or all is done. May write replies, on whatever thread it is.</summary>
    /// <param name="cancellationToken">The server ends: nobody waits for the rest, and it is to stop.</param>
    /// <returns>True: there is more to come once what was written is on its way.</returns>
    ValueTask<bool> ContinueAsync(CancellationToken cancellationToken);
}
