using System.Buffers.Text;
using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Watching;
using CacheCore.Primitives;
using CacheCore.Protocol.Administration;

namespace CacheCore.Listener.Verbs;

/// <summary>What storing, deleting and counting mean in all protocols, and what is counted of it.</summary>
internal sealed class StorageVerbs(CommandContext context)
{
    /// <summary>Digits of the largest number.</summary>
    public const int MaxDigits = 20;

    /// <summary>Times that a late value is compared with an item that keeps changing.</summary>
    private const int MaxAttempts = 1000;

    /// <summary>Stores a value. The new item's CAS value, and its value's length, are known if it was stored.</summary>
    public WriteResult Store(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, in StorageRequest request, int client, out StorageOutcome outcome)
    {
        ulong hash = context.Access.Hash(key);
        int slabClass = context.Sizes.ClassOf(key.Length, value.Length, request.ClientFlags);
        outcome = new StorageOutcome(0, value.Length);
        StorageRequest allowed = request with { Cas = context.Cas.ExpectedToStore(request.Cas), NewCas = context.Cas.Own(request.NewCas) };
        WriteResult result = request.Way is StorageWay.Append or StorageWay.Prepend
            ? Extend(key, hash, value, in allowed, ref outcome, out ulong version)
            : Write(key, hash, value, in allowed, out version);
        ThreadCounters mine = context.Counts.Mine;
        if (result is not (WriteResult.TooLarge or WriteResult.OutOfMemory))
        {
            mine.Add(ListenerCounter.Of(slabClass, ClassCounter.Sets));
        }

        switch (result)
        {
            case WriteResult.Stored:
                outcome = outcome with { Cas = context.Cas.Shown(request.NewCas ?? version) };
                break;
            case WriteResult.OutOfMemory:
                mine.Add(ListenerCounter.NoMemory);
                break;
        }

        if (request.Cas is not null && request.Way is StorageWay.Set or StorageWay.Replace)
        {
            CountCas(mine, slabClass, result);
        }

        if (context.Prefixes.IsOn)
        {
            context.Prefixes.NoteSet(key);
        }

        if (context.Watch.Wants(WatchStreams.Mutations))
        {
            LogStored(key, value.Length, in request, slabClass, client, result);
        }

        return result;
    }

    /// <summary>What becomes of a value that is too large: the item it should have replaced goes, as its writer has given it up.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="valueLength">Of the value, which nobody has read.</param>
    /// <param name="request">How it was to be stored.</param>
    /// <param name="replaces">True if whatever is there was to go for it.</param>
    /// <param name="client">Who wanted it.</param>
    public void Refuse(ReadOnlySpan<byte> key, int valueLength, in StorageRequest request, bool replaces, int client)
    {
        context.Counts.Mine.Add(ListenerCounter.TooLarge);
        context.Access.NoteTooLarge();
        if (replaces)
        {
            context.RemoveRefused(key);
        }

        if (context.Watch.Wants(WatchStreams.Mutations))
        {
            int slabClass = context.Sizes.ClassOf(key.Length, valueLength, request.ClientFlags);
            LogStored(key, valueLength, in request, slabClass, client, WriteResult.TooLarge);
        }
    }

    public WriteResult Delete(ReadOnlySpan<byte> key, ulong? cas, string commandName)
    {
        WriteResult result = context.Access.Remove(key, context.Access.Hash(key), context.Cas.Expected(cas), out ItemSight removed);
        bool isDeleted = result == WriteResult.Stored;
        int slabClass = isDeleted ? context.Sizes.ClassOf(key, in removed) : 0;
        context.Counts.Mine.Add(isDeleted ? ListenerCounter.Of(slabClass, ClassCounter.DeleteHits) : ListenerCounter.DeleteMisses);
        if (context.Prefixes.IsOn)
        {
            context.Prefixes.NoteDelete(key);
        }

        if (isDeleted && context.Watch.Wants(WatchStreams.Deletions))
        {
            context.Watch.Log(WatchStreams.Deletions, LogText.Deleted(key, commandName, slabClass, removed.ValueLength));
        }

        return result;
    }

    public WriteResult Count(ReadOnlySpan<byte> key, in CountRequest request, out CountOutcome outcome)
    {
        CountRequest allowed = request with
        {
            ExpectedCas = context.Cas.Expected(request.ExpectedCas),
            OwnCas = context.Cas.Own(request.OwnCas),
        };
        WriteResult result = context.Access.Count(key, context.Access.Hash(key), in allowed, out outcome);
        outcome = outcome with { Cas = context.Cas.Shown(outcome.Cas) };
        ThreadCounters mine = context.Counts.Mine;
        if (result == WriteResult.NotFound)
        {
            mine.Add(request.IsUp ? ListenerCounter.IncrementMisses : ListenerCounter.DecrementMisses);
        }
        else if (result == WriteResult.Stored)
        {
            int slabClass = context.Sizes.ClassOf(key, outcome.Before);
            mine.Add(ListenerCounter.Of(slabClass, request.IsUp ? ClassCounter.IncrementHits : ClassCounter.DecrementHits));
        }

        return result;
    }

    /// <summary>Makes an item for a client that found none; not stored: another client was faster.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hash">Of the key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="request">Lifetime, CAS value and marks are looked at.</param>
    /// <param name="version">Of the new item.</param>
    public WriteResult Make(ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> value, in StorageRequest request, out ulong version)
    {
        StorageRequest allowed = request with { NewCas = context.Cas.Own(request.NewCas) };
        return Write(key, hash, value, in allowed, WriteMode.Add, expected: 0, isLate: false, out version);
    }

    /// <summary>Makes an item that the next counts start from, as <see cref="Make"/> does.</summary>
    public WriteResult MakeNumber(ReadOnlySpan<byte> key, ulong hash, ulong number, in StorageRequest request, out ulong cas)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        _ = Utf8Formatter.TryFormat(number, digits, out int length);
        WriteResult result = Make(key, hash, digits[..length], in request, out ulong version);
        cas = context.Cas.Shown(request.NewCas ?? version);
        return result;
    }

    private WriteResult Write(ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> value, in StorageRequest request, out ulong version)
    {
        (WriteMode mode, ulong expected) = (request.Way, request.Cas) switch
        {
            (StorageWay.Add, _) => (WriteMode.Add, 0UL),
            (_, { } cas) => (WriteMode.CompareCas, cas),
            (StorageWay.Replace, null) => (WriteMode.Replace, 0UL),
            _ => (WriteMode.Set, 0UL),
        };
        WriteResult result = Write(key, hash, value, in request, mode, expected, isLate: false, out version);
        return result == WriteResult.VersionMismatch && request.MayBeLate
            ? WriteLate(key, hash, value, in request, out version)
            : result;
    }

    private WriteResult Write(
        ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> value, in StorageRequest request,
        WriteMode mode, ulong expected, bool isLate, out ulong version)
    {
        WriteRequest write = new()
        {
            Key = key,
            Hash = hash,
            Value = new ValueSource(value),
            Lifetime = request.Lifetime,
            NowMilliseconds = context.Access.Clock.NowMilliseconds,
            Flags = request.ClientFlags,
            Mode = mode,
            ExpectedVersion = expected,
            OwnCas = request.NewCas,
            Marks = request.Marks,
            KeepsLifetime = isLate,
        };
        return context.Access.Write(in write, out version);
    }

    /// <summary>
    /// Stores a value that is older than the item as a stale one: it keeps the item's time, and whether somebody is to renew it.
    /// </summary>
    private WriteResult WriteLate(
        ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> value, in StorageRequest request, out ulong version)
    {
        version = 0;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (!context.TrySee(key, hash, out ItemSight item))
            {
                return WriteResult.NotFound;
            }

            if (request.Cas >= item.Cas)
            {
                return request.Cas == item.Cas
                    ? Write(key, hash, value, in request, WriteMode.CompareCas, item.Cas, isLate: false, out version)
                    : WriteResult.VersionMismatch;
            }

            StorageRequest late = request with
            {
                Lifetime = new ItemLifetime(item.Deadline, Window: 0, ItemLifetime.Never),
                Marks = request.Marks | ItemMarks.Stale | (item.Marks & ItemMarks.Awarded),
            };
            WriteResult result = Write(key, hash, value, in late, WriteMode.CompareAndSwap, item.Version, isLate: true, out version);
            if (result != WriteResult.VersionMismatch)
            {
                return result;
            }
        }

        return WriteResult.VersionMismatch;
    }

    private WriteResult Extend(
        ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> value, in StorageRequest request,
        ref StorageOutcome outcome, out ulong version)
    {
        version = 0;
        int longest = context.MaxItemSize - (int)context.Sizes.SizeOf(key.Length, 0, request.ClientFlags);
        ExtendRequest extension = new()
        {
            AtEnd = request.Way == StorageWay.Append,
            ExpectedCas = request.Cas,
            OwnCas = request.NewCas,
            LongestValue = longest,
        };
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            WriteResult result = context.Access.Extend(key, hash, value, in extension, out int length, out version);
            if (result == WriteResult.NotStored && request.Vivify is { } lifetime)
            {
                StorageRequest made = request with { Way = StorageWay.Add, Lifetime = lifetime };
                result = Write(key, hash, value, in made, WriteMode.Add, expected: 0, isLate: false, out version);
                if (result == WriteResult.NotStored)
                {
                    continue;
                }
            }
            else if (result == WriteResult.Stored)
            {
                outcome = outcome with { ValueLength = length };
            }

            return result is WriteResult.TooLarge or WriteResult.OutOfMemory ? WriteResult.NotStored : result;
        }

        return WriteResult.NotStored;
    }

    private static void CountCas(ThreadCounters mine, int slabClass, WriteResult result)
    {
        switch (result)
        {
            case WriteResult.Stored:
                mine.Add(ListenerCounter.Of(slabClass, ClassCounter.CasHits));
                break;
            case WriteResult.VersionMismatch:
                mine.Add(ListenerCounter.Of(slabClass, ClassCounter.CasMismatches));
                break;
            case WriteResult.NotFound:
                mine.Add(ListenerCounter.CasMisses);
                break;
        }
    }

    private void LogStored(
        ReadOnlySpan<byte> key, int valueLength, in StorageRequest request, int slabClass, int client, WriteResult result)
    {
        string status = result switch
        {
            WriteResult.Stored => "stored",
            WriteResult.VersionMismatch => "exists",
            WriteResult.NotFound => "not_found",
            WriteResult.TooLarge => "too_large",
            WriteResult.OutOfMemory => "no_memory",
            _ => "not_stored",
        };
        string command = request.Way switch
        {
            StorageWay.Add => "add",
            StorageWay.Append => "append",
            StorageWay.Prepend => "prepend",
            _ when request.Cas is not null => "cas",
            StorageWay.Replace => "replace",
            _ => "set",
        };
        long ttl = Math.Max(0, context.Time.SecondsLeft(request.Lifetime));
        context.Watch.Log(WatchStreams.Mutations, LogText.Stored(key, status, command, ttl, slabClass, client, valueLength));
    }
}

/// <summary>What is known of a stored item.</summary>
/// <param name="Cas">Its CAS value; 0 where nothing was stored.</param>
/// <param name="ValueLength">Length of its value.</param>
internal readonly record struct StorageOutcome(ulong Cas, int ValueLength);
