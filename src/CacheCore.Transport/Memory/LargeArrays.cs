namespace CacheCore.Transport.Memory;

/// <summary>
/// Arrays larger than those that are worth sharing with the whole process. A few are kept for whoever needs one as large next, so that
/// large values are no work for the collector; the others are its, so that what a burst took is not held for ever. From any thread.
/// </summary>
internal sealed class LargeArrays
{
    /// <summary>
    /// Longer arrays are these; also what their lengths are multiples of, so that one is little longer than was asked for.
    /// </summary>
    public const int Step = 64 << 10;

    /// <summary>Bytes that are kept at most.</summary>
    public const int MostKept = 4 << 20;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _kept = new(MostKept / Step);
    private long _bytesKept;

    /// <summary>Bytes that are kept for the next.</summary>
    public long Kept => Volatile.Read(ref _bytesKept);

    /// <summary>An array of at least that length; what it holds is anything.</summary>
    public byte[] Rent(int length) => Find(length) ?? GC.AllocateUninitializedArray<byte>(LengthFor(length));

    /// <summary>Takes one back. The oldest that are kept make room for it.</summary>
    public void Return(byte[] bytes)
    {
        if (bytes.Length > MostKept)
        {
            return;
        }

        lock (_lock)
        {
            int leaving = 0;
            for (; _bytesKept + bytes.Length > MostKept; leaving++)
            {
                _bytesKept -= _kept[leaving].Length;
            }

            _kept.RemoveRange(0, leaving);
            _kept.Add(bytes);
            _bytesKept += bytes.Length;
        }
    }

    /// <summary>Keeps none.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _kept.Clear();
            _bytesKept = 0;
        }
    }

    private static int LengthFor(int length) => (int)Math.Min(Array.MaxLength, ((long)length + Step - 1) / Step * Step);

    /// <summary>One that was kept and is hardly longer than needed; null: there is none.</summary>
    private byte[]? Find(int length)
    {
        long most = LengthFor(length) + (length / 8L);
        lock (_lock)
        {
            for (int i = _kept.Count - 1; i >= 0; i--)
            {
                byte[] bytes = _kept[i];
                if (bytes.Length >= length && bytes.Length <= most)
                {
                    _kept.RemoveAt(i);
                    _bytesKept -= bytes.Length;
                    return bytes;
                }
            }
        }

        return null;
    }
}
