namespace CacheCore.Server.Sessions;

/// <summary>Something that is awaited, and then is all.</summary>
internal sealed class DeferredTask(ValueTask task) : IDeferred
{
    public async ValueTask<bool> ContinueAsync()
    {
        await task.ConfigureAwait(false);
        return false;
    }

    public void Dispose()
    {
    }
}
