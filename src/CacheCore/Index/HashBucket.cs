using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CacheCore.Index;

/// <summary>
/// One 64-byte cache line of the index: its word, then seven slots. The bucket is the stripe of the lock-striped
/// table: its word is the lock of all items whose keys hash here. Overflow lines have the same shape; of their
/// word only the link counts.
/// </summary>
internal readonly unsafe struct HashBucket
{
    /// <summary>Slots have the numbers 1 to 7, word 0 is the bucket's.</summary>
    public const int FirstSlot = 1;
    public const int EndSlot = 8;
    public const int SlotsPerLine = EndSlot - FirstSlot;

    private const int LineShift = 6;
    private const uint SlotBits = 0xFE;

    private readonly ulong* _line;

    public HashBucket(nint tableBase, uint number) => _line = (ulong*)(tableBase + ((nint)number << LineShift));

    public BucketWord Word
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // each get reads it three times
        get => new(Volatile.Read(ref *_line));
    }

    public Slot this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every get
        get => new(Volatile.Read(ref _line[slot]));
        set
        {
            SharedAccess.CountWrite();
            Volatile.Write(ref _line[slot], value.Bits);
        }
    }

    /// <summary>Link of an overflow line to the next; guarded by the bucket's lock.</summary>
    public uint NextLine
    {
        get => new BucketWord(Volatile.Read(ref *_line)).Line;
        set => Volatile.Write(ref *_line, default(BucketWord).Next(value).Bits);
    }

    /// <summary>The slots whose tag is the wanted one, as bits 1 to 7. Empty slots may be among them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // two or three instructions where the processor has the width
    public uint Match(ulong tag)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<ulong> tags = Vector512.Load(_line) & Vector512.Create(Slot.TagMask);
            return (uint)Vector512.Equals(tags, Vector512.Create(tag)).ExtractMostSignificantBits() & SlotBits;
        }

        Vector256<ulong> mask = Vector256.Create(Slot.TagMask);
        Vector256<ulong> wanted = Vector256.Create(tag);
        uint low = Vector256.Equals(Vector256.Load(_line) & mask, wanted).ExtractMostSignificantBits();
        uint high = Vector256.Equals(Vector256.Load(_line + 4) & mask, wanted).ExtractMostSignificantBits();
        return (low | (high << 4)) & SlotBits;
    }

    /// <summary>Swaps a slot for its marked form, unless anything in it has changed.</summary>
    public bool TryMark(int slot, Slot seen, Slot marked)
    {
        SharedAccess.CountWrite();
        return Interlocked.CompareExchange(ref _line[slot], marked.Bits, seen.Bits) == seen.Bits;
    }

    /// <summary>Takes the lock if it is free, from any version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one interlocked instruction
    public bool TryEnter(out BucketWord before)
    {
        before = Word;
        return !before.IsLocked && TryEnter(before);
    }

    /// <summary>Takes the lock from exactly this word: success proves that nothing has changed since it was read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one interlocked instruction
    public bool TryEnter(BucketWord seen)
    {
        SharedAccess.CountLock();
        return Interlocked.CompareExchange(ref *_line, seen.Locked.Bits, seen.Bits) == seen.Bits;
    }

    /// <summary>As <see cref="TryEnter(BucketWord)"/>, DIRTY from the start: one interlocked step tells writers and readers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one interlocked instruction
    public bool TryEnterDirty(BucketWord seen)
    {
        SharedAccess.CountLock();
        return Interlocked.CompareExchange(ref *_line, seen.LockedAndDirty.Bits, seen.Bits) == seen.Bits;
    }

    /// <summary>
    /// Tells readers, before the first byte changes, that linked bytes are about to. The barrier keeps the changes
    /// behind the flag on processors that would let them pass.
    /// </summary>
    public void MarkDirty(BucketWord entered)
    {
        Volatile.Write(ref *_line, entered.Bits | BucketWord.Lock | BucketWord.Dirty);
        Volatile.WriteBarrier();
    }

    /// <summary>Takes the lock of a bucket that nobody but late writers knows of, and gives it a version.</summary>
    public bool TryClaim(BucketWord claimed)
    {
        BucketWord seen = Word;
        return !seen.IsLocked && Interlocked.CompareExchange(ref *_line, claimed.Locked.Bits, seen.Bits) == seen.Bits;
    }

    /// <summary>Leaves; all that was written before is seen by whoever sees this word.</summary>
    public void Exit(BucketWord word) => Volatile.Write(ref *_line, word.Bits);

    public void Clear() => new Span<ulong>(_line, EndSlot).Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a hint is worth nothing after a call
    public void Prefetch()
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_line);
        }
    }
}
