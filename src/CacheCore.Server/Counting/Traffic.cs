namespace CacheCore.Server.Counting;

/// <summary>The bytes of one connection. Its own thread adds, anybody reads.</summary>
internal sealed class Traffic
{
    private long _bytesRead;
    private long _bytesWritten;

    public long BytesRead => Volatile.Read(ref _bytesRead);

    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    public void Read(long bytes) => Volatile.Write(ref _bytesRead, _bytesRead + bytes);

    public void Wrote(long bytes) => Volatile.Write(ref _bytesWritten, _bytesWritten + bytes);
}
