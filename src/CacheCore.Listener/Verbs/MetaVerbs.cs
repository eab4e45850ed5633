using System.Buffers.Text;
using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Listener.Statistics;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Verbs;

/// <summary>Carries out meta commands.</summary>
internal sealed class MetaVerbs(CommandContext context, StorageVerbs storage)
{
    private const int MaxAttempts = 1000;

    private readonly MetaGetVerbs _gets = new(context, storage);

    /// <summary>Carries out a command whose key, decoded if need be, and its hash are known.</summary>
    public void Execute(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        context.Counts.Mine.Add(ListenerCounter.Metas);
        switch (command.Verb)
        {
            case TextVerb.MetaGet:
                _gets.Get(command, buffer, key, hash, client);
                break;
            case TextVerb.MetaSet:
                Set(command, buffer, key, client);
                break;
            case TextVerb.MetaDelete:
                Delete(command, buffer, key, hash, client);
                break;
            case TextVerb.MetaArithmetic:
                Count(command, buffer, key, hash, client);
                break;
            default:
                _gets.Debug(command, buffer, key, hash, client);
                break;
        }
    }

    /// <summary>How a meta set stores.</summary>
    public static StorageWay WayOf(MetaMode mode) => mode switch
    {
        MetaMode.Add => StorageWay.Add,
        MetaMode.Replace => StorageWay.Replace,
        MetaMode.Append => StorageWay.Append,
        MetaMode.Prepend => StorageWay.Prepend,
        _ => StorageWay.Set,
    };

    /// <summary>What is noted of an item whose key came as Base64.</summary>
    public static ItemMarks KeyMark(in TextCommand command) =>
        command.Meta.Has(MetaFlags.Base64Key) ? ItemMarks.BinaryKey : ItemMarks.None;

    public static void Answer(in TextCommand command, ReadOnlySpan<byte> buffer, MetaStatus status, in MetaItem item, ClientSession client)
    {
        if (!MetaReplyWriter.IsHidden(command, status))
        {
            Write(command, buffer, status, in item, client);
        }
    }

    public static void Write(in TextCommand command, ReadOnlySpan<byte> buffer, MetaStatus status, in MetaItem item, ClientSession client)
    {
        int written;
        while (!MetaReplyWriter.TryWrite(client.Output.Room, buffer, command, status, item, out written))
        {
            client.Output.Grow();
        }

        client.Output.Advance(written);
    }

    public static void AnswerValue(
        in TextCommand command, ReadOnlySpan<byte> buffer, in MetaItem item, ReadOnlySpan<byte> value, ClientSession client)
    {
        int written;
        while (!MetaReplyWriter.TryWriteValue(client.Output.Room, buffer, command, item, value, out written))
        {
            client.Output.Grow();
        }

        client.Output.Advance(written);
    }

    private void Set(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ClientSession client)
    {
        MetaOptions options = command.Meta;
        StorageRequest request = new()
        {
            Way = WayOf(options.Mode),
            ClientFlags = command.ClientFlags,
            Lifetime = context.Time.LifetimeOf(command.Exptime),
            Cas = options.Has(MetaFlags.CompareCas) && options.Mode != MetaMode.Add ? command.Cas : null,
            NewCas = NewCas(command),
            Marks = KeyMark(command),
            Vivify = options.Has(MetaFlags.Vivify) ? context.Time.LifetimeOf(options.VivifyExptime) : null,
            // 0 is no CAS value, so nothing is older
            MayBeLate = options.Has(MetaFlags.Invalidate) && options.Has(MetaFlags.CompareCas) && command.Cas != 0,
        };
        WriteResult result = storage.Store(key, command.Value.In(buffer), in request, client.Number, out StorageOutcome outcome);
        if (result is WriteResult.TooLarge or WriteResult.OutOfMemory)
        {
            client.Output.Add(result == WriteResult.TooLarge ? ReplyLine.TooLarge : ReplyLine.OutOfMemoryStoring);
            return;
        }

        MetaStatus status = result switch
        {
            WriteResult.Stored => MetaStatus.Done,
            WriteResult.NotFound => MetaStatus.NotFound,
            WriteResult.VersionMismatch => MetaStatus.Exists,
            _ => MetaStatus.NotStored,
        };
        Answer(command, buffer, status, new MetaItem { Cas = outcome.Cas, Size = outcome.ValueLength }, client);
    }

    private void Delete(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        MetaOptions options = command.Meta;
        ulong? cas = options.Has(MetaFlags.CompareCas) ? command.Cas : null;
        ulong? expected = context.Cas.Expected(cas);
        WriteResult result;
        if (options.Has(MetaFlags.RemoveValue))
        {
            result = Empty(command, key, hash, expected);
        }
        else if (options.Has(MetaFlags.Invalidate))
        {
            result = Invalidate(command, key, hash, expected);
        }
        else
        {
            result = storage.Delete(key, cas, "md");
        }

        MetaStatus status = result switch
        {
            WriteResult.Stored => MetaStatus.Done,
            WriteResult.VersionMismatch => MetaStatus.Exists,
            _ => MetaStatus.NotFound,
        };
        Answer(command, buffer, status, default, client);
    }

    /// <summary>Keeps the item and its time, but as a stale one that is still to be renewed by somebody.</summary>
    private WriteResult Invalidate(in TextCommand command, ReadOnlySpan<byte> key, ulong hash, ulong? cas)
    {
        Amendment amendment = new()
        {
            ExpectedCas = cas,
            Lifetime = command.Meta.Has(MetaFlags.Ttl) ? context.Time.LifetimeOf(command.Exptime) : null,
            Added = ItemMarks.Stale,
            Removed = ItemMarks.Awarded,
            IsChange = true,
            OwnCas = context.Cas.Own(NewCas(command)),
        };
        WriteResult result = context.Access.Amend(key, hash, in amendment, out ItemSight item);
        CountDelete(result, key, in item);
        return result;
    }

    /// <summary>Keeps the key alone.</summary>
    private WriteResult Empty(in TextCommand command, ReadOnlySpan<byte> key, ulong hash, ulong? cas)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            WriteResult result = WriteResult.NotFound;
            if (context.TrySee(key, hash, out ItemSight item))
            {
                result = cas is { } expected && expected != item.Cas
                    ? WriteResult.VersionMismatch
                    : WriteEmpty(command, key, hash, in item);
                if (result == WriteResult.VersionMismatch && (cas is null || cas == item.Cas))
                {
                    continue; // it changed in between
                }
            }

            CountDelete(result, key, in item);
            return result;
        }

        return WriteResult.NotFound;
    }

    private WriteResult WriteEmpty(in TextCommand command, ReadOnlySpan<byte> key, ulong hash, in ItemSight item)
    {
        bool isStale = command.Meta.Has(MetaFlags.Invalidate);
        ItemMarks marks = isStale ? (item.Marks & ~ItemMarks.Awarded) | ItemMarks.Stale : item.Marks;
        WriteRequest write = new()
        {
            Key = key,
            Hash = hash,
            Value = new ValueSource([]),
            Lifetime = context.Time.LifetimeOf(command.Exptime),
            NowMilliseconds = context.Access.Clock.NowMilliseconds,
            Mode = WriteMode.CompareAndSwap,
            ExpectedVersion = item.Version,
            OwnCas = context.Cas.Own(NewCas(command)),
            Marks = marks,
        };
        return context.Access.Write(in write, out _);
    }

    private void CountDelete(WriteResult result, ReadOnlySpan<byte> key, in ItemSight item) => context.Counts.Mine.Add(
        result == WriteResult.Stored
            ? ListenerCounter.Of(context.Sizes.ClassOf(key, in item), ClassCounter.DeleteHits)
            : ListenerCounter.DeleteMisses);

    private void Count(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        MetaOptions options = command.Meta;
        CountRequest request = new()
        {
            Delta = command.Number,
            IsUp = options.Mode == MetaMode.Increment,
            IsPadded = true,
            // C0 compares with nothing, as in memcached
            ExpectedCas = options.Has(MetaFlags.CompareCas) && command.Cas != 0 ? command.Cas : null,
            OwnCas = NewCas(command),
            Lifetime = options.Has(MetaFlags.Ttl) ? context.Time.LifetimeOf(command.Exptime) : null,
        };
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            WriteResult result = storage.Count(key, in request, out CountOutcome outcome);
            if (result == WriteResult.Stored)
            {
                long ttl = context.Time.SecondsLeft(outcome.Before);
                MetaItem item = new()
                {
                    Cas = outcome.Cas,
                    Ttl = ttl,
                    NewTtl = request.Lifetime is { } lifetime ? context.Time.SecondsLeft(lifetime) : ttl,
                };
                AnswerNumber(command, buffer, in item, outcome.Value, client);
                return;
            }

            if (result == WriteResult.NotFound && options.Has(MetaFlags.Vivify))
            {
                if (TryMakeNumber(command, buffer, key, hash, client))
                {
                    return;
                }

                continue;
            }

            AnswerNoNumber(command, buffer, result, client);
            return;
        }

        Answer(command, buffer, MetaStatus.NotStored, default, client);
    }

    /// <summary>Makes an item that the next counts start from; false: another client was faster.</summary>
    private bool TryMakeNumber(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        MetaOptions options = command.Meta;
        ItemLifetime lifetime = context.Time.LifetimeOf(options.VivifyExptime);
        StorageRequest request = new() { Way = StorageWay.Add, Lifetime = lifetime, NewCas = NewCas(command), Marks = KeyMark(command) };
        WriteResult result = storage.MakeNumber(key, hash, options.Initial, in request, out ulong cas);
        if (result == WriteResult.NotStored)
        {
            return false;
        }

        if (result != WriteResult.Stored)
        {
            client.Output.Add(ReplyLine.OutOfMemory);
            return true;
        }

        MetaItem item = new() { Cas = cas, NewTtl = context.Time.SecondsLeft(lifetime) };
        AnswerNumber(command, buffer, in item, options.Initial, client);
        return true;
    }

    private static void AnswerNumber(
        in TextCommand command, ReadOnlySpan<byte> buffer, in MetaItem item, ulong number, ClientSession client)
    {
        if (!command.Meta.Has(MetaFlags.ReturnValue))
        {
            Answer(command, buffer, MetaStatus.Done, in item, client);
        }
        else if (!MetaReplyWriter.IsHidden(command, MetaStatus.Done))
        {
            Span<byte> digits = stackalloc byte[StorageVerbs.MaxDigits];
            _ = Utf8Formatter.TryFormat(number, digits, out int length);
            AnswerValue(command, buffer, in item, digits[..length], client);
        }
    }

    private static void AnswerNoNumber(in TextCommand command, ReadOnlySpan<byte> buffer, WriteResult result, ClientSession client)
    {
        switch (result)
        {
            case WriteResult.NotFound:
                Answer(command, buffer, MetaStatus.NotFound, default, client);
                break;
            case WriteResult.VersionMismatch:
                Answer(command, buffer, MetaStatus.Exists, default, client);
                break;
            case WriteResult.NotANumber:
                client.Output.Add(ReplyLine.NonNumericValue);
                break;
            default:
                client.Output.Add(ReplyLine.OutOfMemory);
                break;
        }
    }

    private static ulong? NewCas(in TextCommand command) => command.Meta.Has(MetaFlags.NewCas) ? command.Meta.NewCas : null;
}
