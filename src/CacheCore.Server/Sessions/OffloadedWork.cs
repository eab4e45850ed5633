namespace CacheCore.Server.Sessions;

/// <summary>Work that takes long, such as a dump or a flush: carried out on the thread pool, a piece at a time.</summary>
internal sealed class OffloadedWork(IEnumerator<bool> pieces) : IDeferred
{
    public static OffloadedWork Of(Action work)
    {
        return new OffloadedWork(Once(work));

        static IEnumerator<bool> Once(Action work)
        {
            work();
            yield return true;
        }
    }

    public async ValueTask<bool> ContinueAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return pieces.MoveNext();
    }

    public void Dispose() => pieces.Dispose();
}
