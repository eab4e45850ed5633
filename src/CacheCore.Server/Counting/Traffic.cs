namespace CacheCore.Server.Counting;

/// <summary>What one connection counts. Its own thread adds, anybody reads.</summary>
internal sealed class Traffic
{
    private long _bytesRead;
    private long _bytesWritten;
    private long _yields;

    public long BytesRead => Volatile.Read(ref _bytesRead);

    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    /// <summary>Pipelines that left a turn to others.</summary>
    public long Yields => Volatile.Read(ref _yields);

    public void Read(long bytes) => Volatile.Write(ref _bytesRead, _bytesRead + bytes);

    public void Wrote(long bytes) => Volatile.Write(ref _bytesWritten, _bytesWritten + bytes);

    public void Yielded() => Volatile.Write(ref _yields, _yields + 1);
}
