using System.Numerics;
using System.Runtime.CompilerServices;
using CacheCore.Access.Items;
using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>
/// The reads. They take no lock: the bucket's word is read before and after, and what was found and copied in between
/// counts only if the word proves that nothing changed. docs/locking.md has the rules.
/// </summary>
[SkipLocalsInit] // clearing the locals of a read costs as much as a part of it
internal sealed class ItemReads(
    StoreMemory memory, StoreGate gate, StoreEviction eviction, CoarseClock clock, CounterSet counters, LargeValueReads largeValues,
    ItemRemovals removals)
{
    /// <summary>Looks at a bucket in change before the reader takes its lock, as a writer would.</summary>
    private const int MaxOptimisticTries = 100;

    /// <summary>Reads do not renew the time of last access more often.</summary>
    private const int AccessResolutionSeconds = 60;

    private readonly PagePool _pool = memory.Pool;
    private readonly HashIndex _index = memory.Index;
    private readonly SlabAllocator _slabs = memory.Slabs;

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
        else if (bucket.Word.Line is not 0 and uint line)
        {
            _index.Line(line).Prefetch();
        }
    }

    /// <summary>One look at the bucket; false: it changed meanwhile, look again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // has the compiler's budget for inlining to itself: the parts of a hit all fit
    private bool TryRead<TReader>(scoped ReadOnlySpan<byte> key, ulong hash, ref TReader reader, out ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        result = ReadResult.Miss;
        uint number = _index.Shape.BucketOf(hash);
        HashBucket bucket = _index.Bucket(number);
        BucketWord word = bucket.Word;
        if (word.IsDirty)
        {
            return false;
        }

        for (uint matches = bucket.Match(Slot.TagOf(hash)); matches != 0; matches &= matches - 1)
        {
            int index = BitOperations.TrailingZeroCount(matches);
            Slot slot = bucket[index];
            ItemView view = _pool.View(slot.Item);
            view.PrefetchRest();
            if (!slot.IsEmpty && view.HasKey(key))
            {
                var sighting = new Sighting(bucket, word, new SlotRef(bucket, index), slot);
                return TryTake(key, hash, sighting, view, ref reader, out result);
            }
        }

        return word.Line == 0
            ? IsMissProved(bucket, word, number, hash, TReader.IsCounted)
            : TryReadOverflow(key, hash, bucket, word, number, ref reader, out result);
    }

    /// <summary>The same along the bucket's overflow lines, where one item in twelve lies.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOverflow<TReader>(
        scoped ReadOnlySpan<byte> key, ulong hash, HashBucket bucket, BucketWord word, uint number, ref TReader reader,
        out ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        result = ReadResult.Miss;
        uint next = word.Line;
        for (int lines = 0; lines < HashIndex.MaxChain && next != 0; lines++)
        {
            HashBucket line = _index.Line(next);
            for (uint matches = line.Match(Slot.TagOf(hash)); matches != 0; matches &= matches - 1)
            {
                int index = BitOperations.TrailingZeroCount(matches);
                Slot slot = line[index];
                ItemView view = _pool.View(slot.Item);
                view.PrefetchRest();
                if (!slot.IsEmpty && view.HasKey(key))
                {
                    var sighting = new Sighting(bucket, word, new SlotRef(line, index), slot);
                    return TryTake(key, hash, sighting, view, ref reader, out result);
                }
            }

            next = line.NextLine;
        }

        return next == 0 && IsMissProved(bucket, word, number, hash, TReader.IsCounted);
    }

    /// <summary>Lengths are used only after the word has proved them; a copy counts only after it has once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the other half of every get
    private bool TryTake<TReader>(
        scoped ReadOnlySpan<byte> key, ulong hash, Sighting sighting, ItemView view, ref TReader reader, out ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        ref ItemHeader header = ref view.Header;
        ItemTimes times = header.Times;
        int length = header.ValueLength;
        ulong version = TReader.WantsSight ? header.Identity.Version : 0;
        ItemTraits traits = header.Traits;
        if (TReader.WantsInfo || !TReader.IsCounted || traits != ItemTraits.None)
        {
            return TryTakeAll(key, hash, sighting, view, ref reader, out result);
        }

        result = ReadResult.Hit;
        Volatile.ReadBarrier();
        if (!sighting.StillHolds)
        {
            return false;
        }

        if (times.HasDeadline && times.Deadline <= clock.NowMilliseconds)
        {
            result = ReadResult.Miss;
            return MissExpired(hash, sighting.Slot.Item, TReader.IsCounted);
        }

        Span<byte> destination = TReader.WantsSight
            ? reader.Prepare(new ItemSight(length, version, times, sighting.Slot))
            : reader.Prepare(length);
        if (destination.Length < length)
        {
            result = ReadResult.DestinationTooSmall;
        }
        else if (!view.TryCopyValue(ItemHeader.Size + key.Length, length, destination))
        {
            return false;
        }

        Volatile.ReadBarrier();
        if (!sighting.StillHolds)
        {
            return false;
        }

        if (result != ReadResult.Hit)
        {
            return true; // Whoever learned the length comes back with room, and is counted then.
        }

        counters.Mine.Add(StoreCounter.HitsOf(_slabs.ClassOf(sighting.Slot.Item)));
        if (sighting.Slot.WantsMark || IsAccessOld(times))
        {
            Mark(sighting, hash, view, times);
        }

        counters.SampleHit(hash, isFirst: !sighting.Slot.WasFetched);

        return true;
    }

    /// <summary>
    /// As <see cref="TryTake"/>, for items with more than a header, and for readers who want to know everything about
    /// an item.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryTakeAll<TReader>(
        scoped ReadOnlySpan<byte> key, ulong hash, Sighting sighting, ItemView view, ref TReader reader, out ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        var snapshot = new ItemSnapshot(sighting.Slot.Item, view);
        var extras = new ItemExtras(view, snapshot.Traits);
        Volatile.ReadBarrier();
        result = ReadResult.Miss;
        if (!sighting.StillHolds)
        {
            return false;
        }

        if (snapshot.Times.HasDeadline && snapshot.Times.Deadline <= clock.NowMilliseconds)
        {
            return MissExpired(hash, snapshot.Item, TReader.IsCounted);
        }

        Span<byte> destination = TReader.WantsSight
            ? reader.Prepare(new ItemSight(in snapshot, extras, sighting.Slot))
            : reader.Prepare(snapshot.ValueLength);
        bool copied = snapshot.Traits.Large
            ? largeValues.TryCopy(key, hash, in snapshot, sighting.Bucket, sighting.Word, destination, out result)
            : TryCopy(sighting, view, in snapshot, destination, out result);
        result = copied ? Noted(sighting, hash, view, in snapshot, extras, ref reader, result) : result;
        return copied || (snapshot.Traits.Large && TryReadHeld(key, hash, ref reader, out result));
    }

    /// <summary>
    /// Reads a large value that is held meanwhile: each copy of one that is rewritten all the time would be in vain, and far too long to be
    /// made under a lock. False: what is there now is none, or too many are held; look again.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadHeld<TReader>(scoped ReadOnlySpan<byte> key, ulong hash, ref TReader reader, out ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        result = ReadResult.Miss;
        long now = clock.NowMilliseconds;
        gate.Enter(hash, out LockedBucket locked);
        bool found = locked.TryFind(_pool, hash, key, out SlotRef place);
        ItemView view = found ? _pool.View(place.Value.Item) : default;
        ItemSnapshot snapshot = found ? new ItemSnapshot(place.Value.Item, view) : default;
        if (!found || snapshot.Times.IsOver(now) || !largeValues.TryHold(in snapshot))
        {
            locked.ExitUnchanged();
            return false;
        }

        var extras = new ItemExtras(view, snapshot.Traits);
        var sighting = new Sighting(locked.Bucket, locked.Entered, place, place.Value);
        locked.ExitUnchanged();
        try
        {
            counters.Mine.Add(StoreCounter.HeldReads);
            Span<byte> destination = TReader.WantsSight
                ? reader.Prepare(new ItemSight(in snapshot, extras, sighting.Slot))
                : reader.Prepare(snapshot.ValueLength);
            result = largeValues.CopyHeld(in snapshot, destination);
        }
        finally
        {
            largeValues.Release(in snapshot);
        }

        result = Noted(sighting, hash, view, in snapshot, extras, ref reader, result);
        return true;
    }

    private static bool TryCopy(Sighting sighting, ItemView view, in ItemSnapshot snapshot, Span<byte> destination, out ReadResult result)
    {
        result = ReadResult.Hit;
        if (destination.Length < snapshot.ValueLength)
        {
            result = ReadResult.DestinationTooSmall;
        }
        else if (!view.TryCopyValue(snapshot.ValueOffset, snapshot.ValueLength, destination))
        {
            return false;
        }

        Volatile.ReadBarrier();
        return sighting.StillHolds;
    }

    /// <summary>Counts, marks and renews. Whoever only learned the length comes back with room, and is counted then.</summary>
    private ReadResult Noted<TReader>(
        Sighting sighting, ulong hash, ItemView view, in ItemSnapshot snapshot, ItemExtras extras, ref TReader reader, ReadResult result)
        where TReader : struct, IItemReader, allows ref struct
    {
        if (result != ReadResult.Hit && !TReader.WantsInfo)
        {
            return result; // Of a sight nothing was kept: it is taken anew with the value.
        }

        if (TReader.IsCounted)
        {
            CountAndMark(sighting, hash, view, in snapshot, extras);
        }

        if (TReader.WantsInfo)
        {
            reader.Note(ItemDescription.Of(memory, clock, in snapshot, extras, sighting.Slot));
        }

        return result;
    }

    private void CountAndMark(Sighting sighting, ulong hash, ItemView view, in ItemSnapshot snapshot, ItemExtras extras)
    {
        int queues = snapshot.Traits.Large ? eviction.Lru.LargeValues : _slabs.ClassOf(snapshot.Item);
        counters.Mine.Add(StoreCounter.HitsOf(queues));

        // The renewal first: it notes the access as well, and the mark then finds the times changed and leaves them.
        if (extras.Window != 0)
        {
            Renew(sighting, view, snapshot.Times, extras);
        }

        if (sighting.Slot.WantsMark || IsAccessOld(snapshot.Times))
        {
            Mark(sighting, hash, view, snapshot.Times);
        }

        counters.SampleHit(hash, isFirst: !sighting.Slot.WasFetched);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MissExpired(ulong hash, ItemRef item, bool counted)
    {
        counters.Mine.Add(
            StoreCounter.ExpiredWhenSought, removals.TryExpire(hash, item, clock.NowMilliseconds, ExpiryFinder.Seeker) ? 1 : 0);
        return Miss(hash, counted);
    }

    private bool IsMissProved(HashBucket bucket, BucketWord word, uint number, ulong hash, bool counted)
    {
        // The shape before the word: a bucket that was merged and split off again between the two is betrayed by its word.
        Volatile.ReadBarrier();
        bool isOwner = _index.Shape.BucketOf(hash) == number;
        Volatile.ReadBarrier();
        bool proved = isOwner && bucket.Word == word && !word.IsLocked;
        return proved && Miss(hash, counted);
    }

    private bool Miss(ulong hash, bool counted)
    {
        gate.ThrowIfClosed();
        if (counted)
        {
            counters.Mine.Add(StoreCounter.Misses);
            counters.Sample(hash, SampledKind.Miss);
        }

        return true;
    }

    /// <summary>
    /// True if the time of last access is to be renewed. It lies in the line that the read has loaded, and the clock is not asked.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a subtraction in every hit
    private bool IsAccessOld(ItemTimes times) => times.IdleSeconds(clock.RecentSeconds) >= AccessResolutionSeconds;

    /// <summary>
    /// Marks the slot if it wants that, and notes the time of access if the last one is old. The time is written under the bucket's
    /// lock, taken from the very word that the read was proved by.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Mark(Sighting sighting, ulong hash, ItemView view, ItemTimes times)
    {
        Slot slot = sighting.Slot;
        if (slot.WantsMark)
        {
            _ = sighting.Place.Line.TryMark(sighting.Place.Index, slot, slot.Marked);
        }

        if (slot.Hits == 0)
        {
            eviction.NoteFirstHit(hash);
        }

        long now = clock.NowSeconds;
        if (times.IdleSeconds(now) >= AccessResolutionSeconds)
        {
            StoreTimes(sighting.Bucket, sighting.Word, view, times, times.WithAccess(now));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Renew(Sighting sighting, ItemView view, ItemTimes times, ItemExtras extras)
    {
        long now = clock.NowMilliseconds;
        var lifetime = new ItemLifetime(times.Deadline, extras.Window, extras.LastDeadline);
        if (lifetime.IsRenewalDue(now))
        {
            StoreTimes(sighting.Bucket, sighting.Word, view, times, new ItemTimes(lifetime.Renewed(now), now / 1000));
        }
    }

    /// <summary>
    /// One aligned store under a lock whose taking proves that the item is still the one that was read. Times change without
    /// a new version, so whoever renewed them meanwhile is looked for; then, or if the item moved, the next reader does it.
    /// </summary>
    private static void StoreTimes(HashBucket bucket, BucketWord word, ItemView view, ItemTimes seen, ItemTimes times)
    {
        if (!word.IsLocked && bucket.TryEnter(word))
        {
            ref ItemHeader header = ref view.Header;
            header.Times = header.Times == seen ? times : header.Times;
            bucket.Exit(word);
        }
    }

    private void Pause(int attempt)
    {
        counters.Mine.Add(StoreCounter.ReadRetries);
        if (ReadPause.Pause(attempt))
        {
            gate.ThrowIfClosed();
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
        ItemSight sight = default;
        while (true)
        {
            Span<byte> destination = !TReader.WantsSight ? reader.Prepare(length) : sight.Version == 0 ? default : reader.Prepare(in sight);
            long now = clock.NowMilliseconds;
            gate.Enter(hash, out LockedBucket locked);
            if (!locked.TryFind(_pool, hash, key, out SlotRef place))
            {
                locked.ExitUnchanged();
                _ = Miss(hash, TReader.IsCounted);
                return ReadResult.Miss;
            }

            ItemView view = _pool.View(place.Value.Item);
            var snapshot = new ItemSnapshot(place.Value.Item, view);
            var extras = new ItemExtras(view, snapshot.Traits);
            var sighting = new Sighting(locked.Bucket, locked.Entered, place, place.Value);
            bool isOver = snapshot.Times.IsOver(now);
            bool fits = destination.Length >= snapshot.ValueLength;
            bool isPrepared = TReader.WantsSight
                ? sight.Version == snapshot.Identity.Version && sight.Traits == snapshot.Traits
                : length == snapshot.ValueLength;
            bool mustCopy = !isOver && fits && isPrepared && !snapshot.Traits.Large;
            if (mustCopy)
            {
                _ = view.TryCopyValue(snapshot.ValueOffset, snapshot.ValueLength, destination);
            }

            locked.ExitUnchanged();
            if (isOver)
            {
                _ = MissExpired(hash, snapshot.Item, TReader.IsCounted);
                return ReadResult.Miss;
            }

            if (snapshot.Traits.Large)
            {
                if (TryReadHeld(key, hash, ref reader, out ReadResult held))
                {
                    return held;
                }

                Thread.Yield();
                continue;
            }

            if (mustCopy || (isPrepared && !fits))
            {
                ReadResult result = mustCopy ? ReadResult.Hit : ReadResult.DestinationTooSmall;
                return Noted(sighting, hash, view, in snapshot, extras, ref reader, result);
            }

            length = snapshot.ValueLength;
            sight = new ItemSight(in snapshot, extras, place.Value);
        }
    }
}
