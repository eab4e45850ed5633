using System.Buffers;

namespace CacheCore.Transport.Memory;

/// <summary>
/// Memory for what connections have received and are to be sent, counted and up to a limit. Only what they hold beyond a turn, or what is
/// larger than the loops' own buffers, is taken here, so most requests take nothing and do not touch the count, which all threads share.
/// From any thread.
/// </summary>
/// <param name="limit">Bytes; 0 = none.</param>
public sealed class ConnectionMemory(long limit)
{
    private readonly LargeArrays _large = new();
    private long _used;
    private long _peak;
    private long _refusedInputs;
    private long _refusedReplies;

    /// <summary>Memory without a limit, for all who want that.</summary>
    public static ConnectionMemory Unlimited { get; } = new(limit: 0);

    /// <summary>Bytes; 0 = none.</summary>
    public long Limit { get; } = limit;

    /// <summary>Bytes that are taken.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>How often there was nowhere to receive to; the connection was closed then.</summary>
    public long RefusedInputs => Volatile.Read(ref _refusedInputs);

    /// <summary>How often there was no room for a reply.</summary>
    public long RefusedReplies => Volatile.Read(ref _refusedReplies);

    /// <summary>Memory to receive into; null: the limit is reached, which is counted.</summary>
    internal byte[]? TryRentInput(int length) => TryRent(length, ref _refusedInputs);

    /// <summary>Memory for replies; null: the limit is reached, which is counted.</summary>
    internal byte[]? TryRentReply(int length) => TryRent(length, ref _refusedReplies);

    /// <summary>Counts memory that somebody else takes for a connection; false: the limit is reached, which is counted.</summary>
    internal bool TryCount(int bytes)
    {
        if (TryAdd(bytes))
        {
            return true;
        }

        _ = Interlocked.Increment(ref _refusedInputs);
        return false;
    }

    /// <summary>What was counted has gone.</summary>
    internal void Uncount(int bytes) => _ = Interlocked.Add(ref _used, -bytes);

    internal void Return(byte[] bytes)
    {
        Uncount(bytes.Length);
        GiveBack(bytes);
    }

    /// <summary>The most bytes that were in use since this was last asked, a few of the latest aside. For one caller.</summary>
    public long TakePeak() => Math.Max(Interlocked.Exchange(ref _peak, Used), Used);

    /// <summary>Leaves to the collector what is kept for the next.</summary>
    public void Trim() => _large.Clear();

    private byte[]? TryRent(int length, ref long refused)
    {
        if (Limit > 0 && Used + length > Limit)
        {
            _ = Interlocked.Increment(ref refused); // said before anything is allocated
            return null;
        }

        byte[] bytes;
        try
        {
            bytes = length > LargeArrays.Step ? _large.Rent(length) : ArrayPool<byte>.Shared.Rent(length);
        }
        catch (OutOfMemoryException)
        {
            _ = Interlocked.Increment(ref refused); // a limit as well, only not ours
            return null;
        }

        if (TryAdd(bytes.Length))
        {
            return bytes;
        }

        GiveBack(bytes);
        _ = Interlocked.Increment(ref refused);
        return null;
    }

    private void GiveBack(byte[] bytes)
    {
        if (bytes.Length > LargeArrays.Step)
        {
            _large.Return(bytes);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private bool TryAdd(int bytes)
    {
        long before = Used;
        while (true)
        {
            long used = before + bytes;
            if (Limit > 0 && used > Limit)
            {
                return false;
            }

            long seen = Interlocked.CompareExchange(ref _used, used, before);
            if (seen != before)
            {
                before = seen;
                continue;
            }

            if (used > Volatile.Read(ref _peak))
            {
                Volatile.Write(ref _peak, used); // of two at once either will do
            }

            return true;
        }
    }
}
