using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CacheCore.Parts;

/// <summary>
/// A queue of items that left, from whoever removed them to the listeners, bounded in notices and in the bytes of their keys. Room is taken
/// before anything is copied: where there is none the notice is dropped rather than the store held up.
/// While nobody listens, nothing is copied at all.
/// </summary>
internal sealed class RemovalNotices
{
    /// <summary>Bytes of keys for each notice that may wait; a few long keys may take what many short ones leave.</summary>
    public const int KeyBytesPerNotice = 512;

    private readonly ConcurrentQueue<ItemRemovedEventArgs> _waiting = new();
    private readonly int _mostNotices;
    private readonly long _mostBytes;
    private int _notices;
    private long _bytes;

    /// <param name="capacity">Notices that may wait.</param>
    public RemovalNotices(int capacity)
    {
        _mostNotices = capacity;
        _mostBytes = Math.Max(ushort.MaxValue, (long)capacity * KeyBytesPerNotice);
    }

    public bool HasListeners { get; set; }

    /// <summary>Called by whoever posts while the queue is half full. Must not take long, nor throw.</summary>
    public Action? OnHalfFull { get; set; }

    public bool AreWaiting => !_waiting.IsEmpty;

    public int Waiting => _waiting.Count;

    /// <summary>
    /// Takes room for a notice of a key of so many bytes, which <see cref="Post"/> then uses or <see cref="ReturnRoom"/> gives back;
    /// false: the queue is full.
    /// </summary>
    public bool TryTakeRoom(int keyLength)
    {
        int notices = Interlocked.Increment(ref _notices);
        long bytes = Interlocked.Add(ref _bytes, keyLength);
        if (notices > _mostNotices || bytes > _mostBytes)
        {
            ReturnRoom(keyLength);
            return false;
        }

        return true;
    }

    public void ReturnRoom(int keyLength)
    {
        Interlocked.Decrement(ref _notices);
        Interlocked.Add(ref _bytes, -keyLength);
    }

    /// <summary>Queues a notice for which room was taken.</summary>
    public void Post(ItemRemovedEventArgs notice) => _waiting.Enqueue(notice);

    /// <summary>For whoever has posted: has somebody come soon where half of the room is taken, in notices or in bytes.</summary>
    public void CallIfHalfFull()
    {
        if (Volatile.Read(ref _notices) >= (_mostNotices + 1) / 2 || Volatile.Read(ref _bytes) >= _mostBytes / 2)
        {
            OnHalfFull?.Invoke();
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out ItemRemovedEventArgs notice)
    {
        bool isTaken = _waiting.TryDequeue(out notice);
        if (isTaken)
        {
            ReturnRoom(notice!.Key.Length);
        }

        return isTaken;
    }
}
