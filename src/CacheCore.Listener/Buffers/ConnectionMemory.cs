using System.Buffers;

namespace CacheCore.Listener.Buffers;

/// <summary>
/// Memory for what connections have received and are to be sent, counted and up to a limit. Only what they hold beyond a turn, or what is larger than the loops' own buffers, is taken
/// here, so most requests take nothing and the count is no line that all threads write to. From any thread.
/// </summary>
/// <param name="limit">Bytes; 0 = none, then nothing is counted.</param>
internal sealed class ConnectionMemory(long limit)
{
    private long _used;
    private long _refusedInputs;
    private long _refusedReplies;

    /// <summary>Memory without a limit. As nothing of it is counted, all who want that share it.</summary>
    public static ConnectionMemory Unlimited { get; } = new(limit: 0);

    public long Limit { get; } = limit;

    public long Used => Volatile.Read(ref _used);

    /// <summary>How often there was nowhere to receive to; the connection was closed then.</summary>
    public long RefusedInputs => Volatile.Read(ref _refusedInputs);

    /// <summary>How often there was no room for a reply.</summary>
    public long RefusedReplies => Volatile.Read(ref _refusedReplies);

    /// <summary>Memory to receive into; null: the limit is reached, which is counted.</summary>
    public byte[]? TryRentInput(int length) => TryRent(length, ref _refusedInputs);

    /// <summary>Memory for replies; null: the limit is reached, which is counted.</summary>
    public byte[]? TryRentReply(int length) => TryRent(length, ref _refusedReplies);

    public void Return(byte[] bytes)
    {
        if (Limit > 0)
        {
            _ = Interlocked.Add(ref _used, -bytes.Length);
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    private byte[]? TryRent(int length, ref long refused)
    {
        if (Limit == 0)
        {
            return ArrayPool<byte>.Shared.Rent(length);
        }

        if (Used + length > Limit)
        {
            _ = Interlocked.Increment(ref refused); // said before anything is allocated
            return null;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        if (Interlocked.Add(ref _used, bytes.Length) <= Limit)
        {
            return bytes;
        }

        Return(bytes);
        _ = Interlocked.Increment(ref refused);
        return null;
    }
}
