using System.Buffers;
using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>The verbs that change a part of an item: its number, its ends, its times.</summary>
internal sealed class ItemUpdates(
    StoreMemory memory, StoreGate gate, StoreEviction eviction, CoarseClock clock, CounterSet counters, DeadlineHints deadlines,
    FactoryLeases leases, ItemReads reads, ItemWrites writes)
{
    private readonly PagePool _pool = memory.Pool;

    /// <summary>
    /// Adds to or takes from a decimal number: up it wraps at 2^64, down it stops at 0, as with memcached.
    /// Keeps flags, and times unless others are given.
    /// </summary>
    public WriteResult Count(ReadOnlySpan<byte> key, ulong hash, in CountRequest request, out CountOutcome outcome)
    {
        while (true)
        {
            WriteResult? result = TryCountInPlace(key, hash, in request, out outcome);
            if (result is { } done)
            {
                return done;
            }

            // It does not fit where it lies: the item moves, unless it changed meanwhile.
            WriteResult moved = RewriteNumber(key, hash, in request, in outcome);
            switch (moved)
            {
                case WriteResult.Stored:
                    outcome.Cas = request.OwnCas ?? counters.Mine.LastVersion;
                    return moved;
                case WriteResult.OutOfMemory or WriteResult.TooLarge:
                    outcome.Value = 0;
                    return moved;
            }
        }
    }

    /// <summary>Publishes a number in place of the one that was there before, as long as that if it is to be padded.</summary>
    private WriteResult RewriteNumber(ReadOnlySpan<byte> key, ulong hash, in CountRequest request, in CountOutcome outcome)
    {
        Span<byte> digits = stackalloc byte[DecimalNumber.MostDigits];
        digits = digits[..DecimalNumber.Write(digits, outcome.Value)];
        int padding = request.IsPadded ? Math.Max(0, outcome.Before.ValueLength - digits.Length) : 0;
        byte[] blanks = ArrayPool<byte>.Shared.Rent(padding);
        try
        {
            blanks.AsSpan(0, padding).Fill((byte)' ');
            return Rewrite(key, hash, new ValueSource(digits, blanks.AsSpan(0, padding)), new RewriteRequest
            {
                Version = outcome.Before.Version,
                Lifetime = request.Lifetime,
                OwnCas = request.OwnCas,
                Marks = MarksAfter(in request, outcome.Before, digits.Length + padding),
                SeenMarks = outcome.Before.Traits.Marks,
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(blanks);
        }
    }

    /// <summary>Adds bytes behind or before the value, keeping flags and times.</summary>
    public WriteResult Extend(ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> bytes, in ExtendRequest request, out int newLength)
    {
        newLength = 0;
        while (true)
        {
            if (!TryCopyOut(key, hash, out byte[] copy, out ItemSight sight))
            {
                return WriteResult.NotStored;
            }

            try
            {
                if (request.ExpectedCas is { } cas && cas != sight.Cas)
                {
                    return WriteResult.VersionMismatch;
                }

                newLength = sight.ValueLength + bytes.Length;
                if (newLength > request.LongestValue)
                {
                    return writes.RefuseTooLarge();
                }

                ReadOnlySpan<byte> old = copy.AsSpan(0, sight.ValueLength);
                ValueSource joined = request.AtEnd ? new ValueSource(old, bytes) : new ValueSource(bytes, old);
                WriteResult result = Rewrite(key, hash, joined, new RewriteRequest { Version = sight.Version, OwnCas = request.OwnCas });
                if (result is not (WriteResult.VersionMismatch or WriteResult.NotFound))
                {
                    return result;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(copy);
            }
        }
    }

    /// <summary>Changes what is known of an item beside its value, and tells what it was before.</summary>
    public WriteResult Amend(ReadOnlySpan<byte> key, ulong hash, in Amendment amendment, out ItemSight before)
    {
        before = default;
        bool mayMove = true;
        while (true)
        {
            long now = clock.NowMilliseconds;
            ThreadCounters mine = counters.Mine;
            gate.Enter(hash, out LockedBucket locked);
            if (!TryFindLive(ref locked, key, hash, now, out SlotRef slot))
            {
                locked.ExitUnchanged();
                return WriteResult.NotFound;
            }

            ItemView view = _pool.View(slot.Value.Item);
            before = ItemSight.Of(view, slot.Value);
            if (!amendment.Holds(in before))
            {
                locked.ExitUnchanged();
                return WriteResult.VersionMismatch;
            }

            if (Fits(in amendment, view, now, mayMove))
            {
                ItemRef item = slot.Value.Item;
                locked.MarkDirty();
                AmendInPlace(in amendment, view, in before, now, mine);
                if (amendment.IsRead)
                {
                    slot.Store(slot.Value.Marked);
                }

                if (amendment.IsChange || amendment.Lifetime is { } end && end.IsOver(now))
                {
                    leases.End(hash);
                }

                locked.ExitChanged();
                if (amendment.Lifetime is { } lifetime)
                {
                    deadlines.Note(item, lifetime.Deadline);
                    mine.Add(StoreCounter.Touches);
                }

                return WriteResult.Stored;
            }

            locked.ExitUnchanged();
            if (TryAmendByRewriting(key, hash, in amendment, before.Version, out WriteResult result))
            {
                if (!mayMove || result is not (WriteResult.OutOfMemory or WriteResult.TooLarge))
                {
                    return result;
                }

                mayMove = false; // There is no memory for it elsewhere: it stays in its segment if its fields are enough.
            }
        }
    }

    /// <summary>
    /// Reads a value and gives its item a new lifetime, which is for the very value that was read: if another one came in
    /// between, that is read.
    /// </summary>
    public byte[]? GetAndTouch(ReadOnlySpan<byte> key, ulong hash, ItemLifetime lifetime)
    {
        while (true)
        {
            var reader = default(ArrayAndInfoReader);
            if (reads.Read(key, hash, ref reader) != ReadResult.Hit)
            {
                return null;
            }

            WriteResult touched = Amend(key, hash, new Amendment { ExpectedVersion = reader.Info.Version, Lifetime = lifetime }, out _);
            if (touched != WriteResult.VersionMismatch)
            {
                return touched == WriteResult.NotFound ? null : reader.Value;
            }
        }
    }

    /// <summary>Gives an item a new lifetime; false: there is no such item.</summary>
    public bool Touch(ReadOnlySpan<byte> key, ulong hash, ItemLifetime lifetime) =>
        Amend(key, hash, new Amendment { Lifetime = lifetime }, out _) == WriteResult.Stored;

    /// <summary>Starts the sliding window of an item anew; false: there is no such item.</summary>
    public bool Refresh(ReadOnlySpan<byte> key, ulong hash)
    {
        long now = clock.NowMilliseconds;
        gate.Enter(hash, out LockedBucket locked);
        if (!TryFindLive(ref locked, key, hash, now, out SlotRef slot))
        {
            locked.ExitUnchanged();
            return false;
        }

        ItemView view = _pool.View(slot.Value.Item);
        ref ItemHeader header = ref view.Header;
        long deadline = header.Times.Deadline;
        if (header.Traits.Sliding)
        {
            var extras = new ItemExtras(view, header.Traits);
            deadline = new ItemLifetime(deadline, extras.Window, extras.LastDeadline).Renewed(now);
        }

        header.Times = new ItemTimes(deadline, now / 1000);
        slot.Store(slot.Value.Marked);
        locked.ExitUnchanged();
        counters.Mine.Add(StoreCounter.Touches);
        return true;
    }

    /// <summary>True if the item's chunk has room for what is to follow its header, and it stays where it is.</summary>
    private bool Fits(in Amendment amendment, ItemView view, long now, bool mayMove) =>
        FitsLifetime(amendment.Lifetime, view, now, mayMove) && (amendment.OwnCas is null || view.Header.Traits.OwnCas);

    private bool FitsLifetime(ItemLifetime? changed, ItemView view, long now, bool mayMove = true)
    {
        ItemTraits traits = view.Header.Traits;
        return changed is not { } lifetime
            || (traits.Sliding == (lifetime.Window != 0)
                && traits.LastDeadline == (lifetime.Window != 0 && lifetime.LastDeadline != ItemTimes.Never)
                && (!mayMove || writes.StaysInSegment(in view.Header, lifetime, now)));
    }

    private void AmendInPlace(in Amendment amendment, ItemView view, in ItemSight before, long now, ThreadCounters mine)
    {
        ref ItemHeader header = ref view.Header;
        if (amendment.Lifetime is { } lifetime)
        {
            ItemFields.WriteTimes(view, lifetime, now / 1000);
        }

        header.Traits = before.Traits.WithMarks(amendment.MarksOf(before.Traits.Marks));
        if (amendment.IsChange)
        {
            Renumber(view, amendment.OwnCas, memory.Versions.NextAfter(mine, before.Version));
        }
    }

    /// <summary>
    /// A new version for a changed item. Where it has a number that a client chose, that becomes the one given, or the version.
    /// </summary>
    private static void Renumber(ItemView view, ulong? ownCas, ulong version)
    {
        ref ItemHeader header = ref view.Header;
        header.Identity = new ItemIdentity(version, header.Identity.KeyLength);
        if (header.Traits.OwnCas)
        {
            view.OwnCas(header.Traits) = ownCas ?? header.Identity.Version;
        }
    }

    /// <summary>False: the item has changed meanwhile, look again.</summary>
    private bool TryAmendByRewriting(ReadOnlySpan<byte> key, ulong hash, in Amendment amendment, ulong version, out WriteResult result)
    {
        result = WriteResult.NotFound;
        if (!TryCopyOut(key, hash, out byte[] copy, out ItemSight sight))
        {
            return true;
        }

        try
        {
            if (sight.Version != version)
            {
                return false;
            }

            result = Rewrite(key, hash, new ValueSource(copy.AsSpan(0, sight.ValueLength)), new RewriteRequest
            {
                Version = version,
                Lifetime = amendment.Lifetime,
                Marks = amendment.MarksOf(sight.Traits.Marks),
                SeenMarks = sight.Traits.Marks,
                OwnCas = amendment.IsChange ? amendment.OwnCas : sight.Traits.OwnCas ? sight.Cas : null,
            });
            counters.Mine.Add(StoreCounter.Touches, result == WriteResult.Stored && amendment.Lifetime is not null ? 1 : 0);
            return result is not WriteResult.VersionMismatch;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>Null: the changed item does not fit its chunk.</summary>
    private WriteResult? TryCountInPlace(ReadOnlySpan<byte> key, ulong hash, in CountRequest request, out CountOutcome outcome)
    {
        outcome = default;
        long now = clock.NowMilliseconds;
        ThreadCounters mine = counters.Mine;
        gate.Enter(hash, out LockedBucket locked);
        if (!TryFindLive(ref locked, key, hash, now, out SlotRef slot))
        {
            locked.ExitUnchanged();
            return WriteResult.NotFound;
        }

        ItemRef item = slot.Value.Item;
        ItemView view = _pool.View(item);
        ref ItemHeader header = ref view.Header;
        outcome.Before = ItemSight.Of(view, slot.Value);
        if (header.ValueLength == 0)
        {
            locked.ExitUnchanged();
            return WriteResult.NotANumber; // whatever its version, as memcached has it
        }

        if (request.ExpectedCas is { } cas && cas != outcome.Before.Cas)
        {
            locked.ExitUnchanged();
            return WriteResult.VersionMismatch;
        }

        if (header.Traits.Large)
        {
            // as memcached's that are in pieces, it is none
            bool mayBeNumber = !ItemLayout.Of(in header, _pool, memory.Slabs.Table).HasPages;
            locked.ExitUnchanged();
            return mayBeNumber ? CountCopy(key, hash, in request, out outcome) : WriteResult.NotANumber;
        }

        if (!DecimalNumber.TryParse(view.Bytes(header.ValueOffset, header.ValueLength), request.IsPadded, out ulong number))
        {
            locked.ExitUnchanged();
            return WriteResult.NotANumber;
        }

        outcome.Value = DecimalNumber.Counted(number, request.Delta, request.IsUp);
        Span<byte> text = stackalloc byte[DecimalNumber.MostDigits];
        int digits = DecimalNumber.Write(text, outcome.Value);
        int length = request.IsPadded ? Math.Max(digits, header.ValueLength) : digits;
        bool fits = header.ValueOffset + length <= memory.Slabs.ChunkSizeOf(item)
            && FitsLifetime(request.Lifetime, view, now)
            && (request.OwnCas is null || header.Traits.OwnCas);
        if (!fits)
        {
            locked.ExitUnchanged();
            return null;
        }

        int growth = length - header.ValueLength;
        locked.MarkDirty();
        Renumber(view, request.OwnCas, memory.Versions.NextAfter(mine, outcome.Before.Version));
        outcome.Cas = request.OwnCas ?? header.Identity.Version;
        int slabClass = memory.Slabs.ClassOf(item); // once the bucket is left, the chunk may go to another class
        eviction.Lru.Resize(slabClass, item, ref header, length);
        header.ValueLength = length;
        Span<byte> value = view.Bytes(header.ValueOffset, length);
        text[..digits].CopyTo(value);
        value[digits..].Fill((byte)' ');
        if (request.Lifetime is { } lifetime)
        {
            ItemFields.WriteTimes(view, lifetime, now / 1000);
        }

        header.Traits = header.Traits.WithMarks(MarksAfter(in request, outcome.Before, length));
        if (!request.IsPadded || growth != 0)
        {
            slot.Store(slot.Value.Rewritten(eviction.Policy.HitRules.AfterRewrite));
        }

        mine.Add(StoreCounter.StoredBytesOf(slabClass), growth);
        mine.Add(StoreCounter.WritesOf(slabClass));
        leases.End(hash);
        locked.ExitChanged();
        if (request.Lifetime is { } changed)
        {
            deadlines.Note(item, changed.Deadline);
        }

        return WriteResult.Stored;
    }

    /// <summary>
    /// Counts a number that lies in two chunks, for its key or for the spaces behind it. Null: to be written in place of the version.
    /// </summary>
    private WriteResult? CountCopy(ReadOnlySpan<byte> key, ulong hash, in CountRequest request, out CountOutcome outcome)
    {
        outcome = default;
        if (!TryCopyOut(key, hash, out byte[] copy, out ItemSight sight))
        {
            return WriteResult.NotFound;
        }

        bool isNumber = DecimalNumber.TryParse(copy.AsSpan(0, sight.ValueLength), request.IsPadded, out ulong number);
        ArrayPool<byte>.Shared.Return(copy);
        if (request.ExpectedCas is { } cas && cas != sight.Cas)
        {
            return WriteResult.VersionMismatch; // it has changed since the lock was left
        }

        if (!isNumber)
        {
            return WriteResult.NotANumber;
        }

        outcome = new CountOutcome { Value = DecimalNumber.Counted(number, request.Delta, request.IsUp), Before = sight };
        return null;
    }

    /// <summary>To memcached's clients a number that became longer is a new value, and one that did not is the old one still.</summary>
    private static ItemMarks MarksAfter(in CountRequest request, in ItemSight before, int length) =>
        request.IsPadded && length > before.ValueLength ? before.Traits.Marks & ItemMarks.BinaryKey : before.Traits.Marks;

    /// <summary>Publishes a new value in place of the one of a version, with its flags and its lifetime or a new one.</summary>
    private WriteResult Rewrite(ReadOnlySpan<byte> key, ulong hash, ValueSource value, in RewriteRequest request)
    {
        long now = clock.NowMilliseconds;
        gate.Enter(hash, out LockedBucket locked);
        if (!TryFindLive(ref locked, key, hash, now, out SlotRef slot))
        {
            locked.ExitUnchanged();
            return WriteResult.NotFound;
        }

        ItemView view = _pool.View(slot.Value.Item);
        ItemLifetime lifetime = ItemFields.LifetimeOf(view);
        uint flags = new ItemExtras(view, view.Header.Traits).Flags;
        locked.ExitUnchanged();
        return writes.Write(new WriteRequest
        {
            Key = key,
            Hash = hash,
            Value = value,
            Lifetime = request.Lifetime ?? lifetime,
            Flags = flags,
            NowMilliseconds = now,
            Mode = WriteMode.CompareAndSwap,
            ExpectedVersion = request.Version,
            OwnCas = request.OwnCas,
            Marks = request.Marks,
            KeepsLifetime = request.Lifetime is null,
            SeenMarks = request.SeenMarks,
        });
    }

    /// <summary>Copies a value to rented memory that the caller returns; false: there is no such item.</summary>
    private bool TryCopyOut(ReadOnlySpan<byte> key, ulong hash, out byte[] copy, out ItemSight sight)
    {
        copy = ArrayPool<byte>.Shared.Rent(1024);
        while (true)
        {
            var reader = new QuietSightReader(copy);
            ReadResult result = reads.Read(key, hash, ref reader);
            sight = reader.Sight;
            if (result == ReadResult.Hit)
            {
                return true;
            }

            ArrayPool<byte>.Shared.Return(copy);
            if (result == ReadResult.Miss)
            {
                return false;
            }

            copy = ArrayPool<byte>.Shared.Rent(sight.ValueLength);
        }
    }

    private bool TryFindLive(ref LockedBucket locked, ReadOnlySpan<byte> key, ulong hash, long now, out SlotRef slot) =>
        locked.TryFind(_pool, hash, key, out slot) && !_pool.View(slot.Value.Item).Header.Times.IsOver(now);

    private readonly record struct RewriteRequest(
        ulong Version, ItemLifetime? Lifetime, ulong? OwnCas, ItemMarks Marks, ItemMarks? SeenMarks);
}
