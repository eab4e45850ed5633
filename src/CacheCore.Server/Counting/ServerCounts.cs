namespace CacheCore.Server.Counting;

/// <summary>
/// What a server has counted. What happens with each read is counted by each connection for itself (<see cref="Traffic"/>), with plain adds;
/// what happens seldom is counted here at once. Sums are exact. From any thread.
/// </summary>
public sealed class ServerCounts
{
    private static readonly int Count = Enum.GetValues<ServerCounter>().Length;

    private readonly Lock _lock = new();
    private readonly HashSet<Traffic> _open = [];
    private readonly long[] _counts = new long[Count];
    private long[] _zero = new long[Count]; // replaced as a whole, never changed

    /// <summary>A sum since the start, or since the last reset.</summary>
    public long this[ServerCounter counter]
    {
        get
        {
            lock (_lock)
            {
                return Sum(counter) - _zero[(int)counter];
            }
        }
    }

    /// <summary>Counts what happens seldom.</summary>
    public void Add(ServerCounter counter, long amount = 1) => Interlocked.Add(ref _counts[(int)counter], amount);

    /// <summary>Lets all sums begin anew at zero.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _zero = [.. Enum.GetValues<ServerCounter>().Select(Sum)];
        }
    }

    /// <summary>A connection begins to count. <see cref="Close"/> follows.</summary>
    internal void Open(Traffic traffic)
    {
        lock (_lock)
        {
            _ = _open.Add(traffic);
        }
    }

    /// <summary>It counts no more.</summary>
    internal void Close(Traffic traffic)
    {
        lock (_lock)
        {
            _ = _open.Remove(traffic);
            Add(ServerCounter.BytesRead, traffic.BytesRead);
            Add(ServerCounter.BytesWritten, traffic.BytesWritten);
            Add(ServerCounter.Yields, traffic.Yields);
        }
    }

    private long Sum(ServerCounter counter)
    {
        long sum = Volatile.Read(ref _counts[(int)counter]);
        return counter switch
        {
            ServerCounter.BytesRead => sum + _open.Sum(static one => one.BytesRead),
            ServerCounter.BytesWritten => sum + _open.Sum(static one => one.BytesWritten),
            ServerCounter.Yields => sum + _open.Sum(static one => one.Yields),
            _ => sum,
        };
    }
}
