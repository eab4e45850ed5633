using System.Numerics;
using System.Runtime.CompilerServices;
using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>
/// The reads. They take no lock: the bucket's word is read before and after, and what was found and copied in between
/// counts only if the word proves that nothing changed. docs/locking.md has the rules.
/// </summary>
internal sealed class ItemReads(StoreParts parts, LargeValueReads largeValues, ItemRemovals removals)
{
    /// <summary>Looks at a bucket in change before the reader takes its lock, as a writer would.</summary>
    private const int MaxOptimisticTries = 100;

    private const int SpinsBeforeYield = 16;
    private const int MaxSpinShift = 6;

    /// <summary>Reads do not renew the time of last access more often.</summary>
    private const int AccessResolutionSeconds = 60;

    private readonly StoreParts _parts = parts;
    private readonly PagePool _pool = parts.Pool;
    private readonly HashIndex _index = parts.Index;

    /// <summary>Finds an item and copies its value to where the reader says.</summary>
    public ReadResult Read<TReader>(scoped ReadOnlySpan<byte> key, ulong hash, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct
    {
        for (int attempt = 0; attempt < MaxOptimisticTries; attempt++)
        {
            if (TryRead(key, hash, ref reader, out ReadResult result))
            {
                return result;
            }

            Pause(attempt);
        }

        return ReadLocked(key, hash, ref reader);
    }

    /// <summary>Starts loading the bucket of a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a hint is worth nothing after a call
    public void PrefetchBucket(ulong hash) => _index.BucketOf(hash).Prefetch();

    /// <summary>Starts loading the item that a bucket, loaded by now, seems to hold under a hash.</summary>
    public void PrefetchItem(ulong hash)
    {
        HashBucket bucket = _index.BucketOf(hash);
        uint matches = bucket.Match(Slot.TagOf(hash));
        if (matches != 0)
        {
            ItemRef item = bucket[BitOperations.TrailingZeroCount(matches)].Item;
            if (!item.IsNone)
            {
                _pool.View(item).PrefetchAll();
            }
        }
    }

    /// <summary>One look at the bucket; false: it changed meanwhile, look again.</summary>
    private bool TryRead<TReader>(scoped ReadOnlySpan<byte> key, ulong hash, ref TReader reader, out ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        result = ReadResult.Miss;
        ulong tag = Slot.TagOf(hash);
        uint number = _index.Shape.BucketOf(hash);
        HashBucket bucket = _index.Bucket(number);
        BucketWord word = bucket.Word;
        if (word.IsDirty)
        {
            return false;
        }

        HashBucket line = bucket;
        uint next = word.Line;
        for (int lines = 0; lines < HashIndex.MaxChain; lines++)
        {
            for (uint matches = line.Match(tag); matches != 0; matches &= matches - 1)
            {
                int index = BitOperations.TrailingZeroCount(matches);
                Slot slot = line[index];
                if (slot.Item.IsNone)
                {
                    continue;
                }

                ItemView view = _pool.View(slot.Item);
                view.PrefetchRest();
                if (view.HasKey(key))
                {
                    var hit = new Hit(bucket, word, new SlotRef(line, index), slot);
                    return TryTake(key, hash, in hit, view, ref reader, out result);
                }
            }

            if (next == 0)
            {
                return IsMissProved(bucket, word, number, hash);
            }

            line = _index.Line(next);
            next = line.NextLine;
        }

        return false;
    }

    /// <summary>Lengths are used only after the word has proved them; a copy counts only after it has once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the other half of every get
    private bool TryTake<TReader>(
        scoped ReadOnlySpan<byte> key, ulong hash, in Hit hit, ItemView view, ref TReader reader, out ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        var snapshot = new ItemSnapshot(hit.Slot.Item, view);
        ItemExtras extras = snapshot.Traits == ItemTraits.None ? ItemExtras.None : new ItemExtras(view, snapshot.Traits);
        Volatile.ReadBarrier();
        if (!hit.StillHolds)
        {
            result = ReadResult.Miss;
            return false;
        }

        if (snapshot.Times.HasDeadline && snapshot.Times.Deadline <= _parts.Clock.NowMilliseconds)
        {
            result = ReadResult.Miss;
            return MissExpired(hash, snapshot.Item);
        }

        bool copied = snapshot.Traits.Large
            ? largeValues.TryCopy(key, hash, in snapshot, hit.Bucket, hit.Word, ref reader, out result)
            : TryCopy(in hit, view, in snapshot, ref reader, out result);
        if (copied)
        {
            TakeNotes(in hit, view, in snapshot, extras, ref reader);
        }

        return copied;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // part of every get
    private static bool TryCopy<TReader>(
        in Hit hit, ItemView view, in ItemSnapshot snapshot, ref TReader reader, out ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        result = ReadResult.Hit;
        Span<byte> destination = reader.Prepare(snapshot.ValueLength);
        if (destination.Length < snapshot.ValueLength)
        {
            result = ReadResult.DestinationTooSmall;
        }
        else if (!view.TryCopyValue(in snapshot.Identity, snapshot.Traits, snapshot.ValueLength, destination))
        {
            return false;
        }

        Volatile.ReadBarrier();
        return hit.StillHolds;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // part of every get
    private void TakeNotes<TReader>(in Hit hit, ItemView view, in ItemSnapshot snapshot, ItemExtras extras, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct
    {
        int queues = snapshot.Traits.Large ? _parts.Lru.LargeValues : _parts.Slabs.ClassOf(snapshot.Item);
        _parts.Counters.Mine.Add(StoreCounter.HitsOf(queues));
        if (hit.Slot.WantsMark)
        {
            Mark(in hit, view, snapshot.Times);
        }

        if (extras.Window != 0)
        {
            Renew(in hit, view, snapshot.Times, extras);
        }

        if (TReader.WantsInfo)
        {
            reader.Note(ItemDescription.Of(_parts, in snapshot, extras, hit.Slot));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MissExpired(ulong hash, ItemRef item)
    {
        removals.TryExpire(hash, item);
        return CountMiss();
    }

    private bool IsMissProved(HashBucket bucket, BucketWord word, uint number, ulong hash)
    {
        Volatile.ReadBarrier();
        bool proved = bucket.Word == word && !word.IsLocked && _index.Shape.BucketOf(hash) == number;
        return proved && CountMiss();
    }

    private bool CountMiss()
    {
        _parts.ThrowIfClosed();
        _parts.Counters.Mine.Add(StoreCounter.Misses);
        return true;
    }

    /// <summary>
    /// Marks the slot, and notes the time of access if the last one is old. The time is written under the bucket's
    /// lock, taken from the very word that the read was proved by.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Mark(in Hit hit, ItemView view, ItemTimes times)
    {
        _ = hit.Place.Line.TryMark(hit.Place.Index, hit.Slot, hit.Slot.Marked);
        long now = _parts.NowSeconds;
        if (times.IdleSeconds(now) >= AccessResolutionSeconds)
        {
            StoreTimes(in hit, view, times.WithAccess(now));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Renew(in Hit hit, ItemView view, ItemTimes times, ItemExtras extras)
    {
        long now = _parts.Clock.NowMilliseconds;
        var lifetime = new ItemLifetime(times.Deadline, extras.Window, extras.LastDeadline);
        if (lifetime.IsRenewalDue(now))
        {
            StoreTimes(in hit, view, new ItemTimes(lifetime.Renewed(now), now / 1000));
        }
    }

    /// <summary>One aligned store under a lock that proves nothing has changed since the read; if it has, the next reader does it.</summary>
    private static void StoreTimes(in Hit hit, ItemView view, ItemTimes times)
    {
        BucketWord unlocked = hit.Word;
        if (!unlocked.IsLocked && hit.Bucket.TryEnter(unlocked))
        {
            view.Header.Times = times;
            hit.Bucket.Exit(unlocked);
        }
    }

    /// <summary>Waits a little longer each time; a writer that lost its processor gets a chance to come back.</summary>
    private void Pause(int attempt)
    {
        _parts.Counters.Mine.Add(StoreCounter.ReadRetries);
        if (attempt % SpinsBeforeYield == SpinsBeforeYield - 1)
        {
            _parts.ThrowIfClosed();
            Thread.Yield();
        }
        else
        {
            Thread.SpinWait(1 << Math.Min(attempt, MaxSpinShift));
        }
    }

    /// <summary>
    /// Reads under the bucket's lock, for a reader whom writers would not let finish. Memory is asked for outside the
    /// lock, so it takes turns until the length asked for is the one found.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadResult ReadLocked<TReader>(scoped ReadOnlySpan<byte> key, ulong hash, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct
    {
        int length = 0;
        while (true)
        {
            Span<byte> destination = reader.Prepare(length);
            LockedBucket locked = _parts.Enter(hash);
            if (!locked.TryFind(_pool, hash, key, out SlotRef place))
            {
                locked.ExitUnchanged();
                _ = CountMiss();
                return ReadResult.Miss;
            }

            ItemView view = _pool.View(place.Value.Item);
            var snapshot = new ItemSnapshot(place.Value.Item, view);
            ItemExtras extras = snapshot.Traits == ItemTraits.None ? ItemExtras.None : new ItemExtras(view, snapshot.Traits);
            var hit = new Hit(locked.Bucket, locked.Entered, place, place.Value);
            bool isOver = snapshot.Times.HasDeadline && snapshot.Times.Deadline <= _parts.Clock.NowMilliseconds;
            bool fits = destination.Length >= snapshot.ValueLength;
            bool mustCopy = !isOver && fits && length == snapshot.ValueLength && !snapshot.Traits.Large;
            if (mustCopy)
            {
                _ = view.TryCopyValue(in snapshot.Identity, snapshot.Traits, snapshot.ValueLength, destination);
            }

            locked.ExitUnchanged();
            if (isOver)
            {
                _ = MissExpired(hash, snapshot.Item);
                return ReadResult.Miss;
            }

            if (snapshot.Traits.Large)
            {
                if (largeValues.TryCopy(key, hash, in snapshot, hit.Bucket, hit.Word, ref reader, out ReadResult result))
                {
                    TakeNotes(in hit, view, in snapshot, extras, ref reader);
                    return result;
                }

                continue;
            }

            if (mustCopy || (length == snapshot.ValueLength && !fits))
            {
                TakeNotes(in hit, view, in snapshot, extras, ref reader);
                return mustCopy ? ReadResult.Hit : ReadResult.DestinationTooSmall;
            }

            length = snapshot.ValueLength;
        }
    }

    /// <summary>Where a read found its item, and the word that has to hold until it is done.</summary>
    private readonly struct Hit(HashBucket bucket, BucketWord word, SlotRef place, Slot slot)
    {
        public HashBucket Bucket { get; } = bucket;

        public BucketWord Word { get; } = word;

        public SlotRef Place { get; } = place;

        public Slot Slot { get; } = slot;

        public bool StillHolds
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)] // twice in every get
            get => Word.StillHolds(Bucket.Word);
        }
    }
}
