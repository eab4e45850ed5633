namespace CacheCore.Listener.Primitives;

/// <summary>Room for one at a time, where whoever comes second does not wait. From any thread.</summary>
internal sealed class OneAtATime
{
    private int _isTaken;

    /// <summary>False: somebody is inside. True: <see cref="Leave"/> has to follow.</summary>
    public bool TryEnter() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    public void Leave() => Volatile.Write(ref _isTaken, 0);
}
