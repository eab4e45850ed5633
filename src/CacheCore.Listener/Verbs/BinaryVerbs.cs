using CacheCore.Access.Items;
using CacheCore.Protocol.Binary;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Verbs;

/// <summary>Carries out binary requests that have to do with items.</summary>
internal sealed class BinaryVerbs(CommandContext context, StorageVerbs storage)
{
    private const int MaxAttempts = 1000;

    public void Execute(in BinaryCommand command, ReadOnlySpan<byte> buffer, ClientSession client)
    {
        ReadOnlySpan<byte> key = command.Key.In(buffer);
        switch (command.Verb)
        {
            case BinaryVerb.Get or BinaryVerb.GetAndTouch:
                Get(command, key, context.Access.Hash(key), client);
                break;
            case BinaryVerb.Touch:
                Touch(command, key, client);
                break;
            case BinaryVerb.Increment or BinaryVerb.Decrement:
                Count(command, key, context.Access.Hash(key), client);
                break;
            case BinaryVerb.Delete:
                Delete(command, key, client);
                break;
            default:
                Store(command, key, command.Value.In(buffer), client);
                break;
        }
    }

    public static StorageWay WayOf(BinaryVerb verb) => verb switch
    {
        BinaryVerb.Add => StorageWay.Add,
        BinaryVerb.Replace => StorageWay.Replace,
        BinaryVerb.Append => StorageWay.Append,
        BinaryVerb.Prepend => StorageWay.Prepend,
        _ => StorageWay.Set,
    };

    /// <summary>Answers a success that has nothing to tell but a CAS value.</summary>
    private void Get(in BinaryCommand command, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        bool isTouch = command.Verb == BinaryVerb.GetAndTouch;
        bool isFound = TryGet(command, key, hash, isTouch, client, out FoundItem item);
        context.Lookups.Add(key, isFound, isTouch, item, client.Number);
        if (!isFound && !BinaryReplyWriter.IsHidden(command, BinaryStatus.NotFound))
        {
            _ = BinaryReplyWriter.TryWriteMiss(
                client.Output.RoomFor(BinaryAnswers.HeadLength + Protocol.ProtocolLimits.MaxKeyLength), command, key, out int written);
            client.Output.Advance(written);
        }
    }

    private bool TryGet(
        in BinaryCommand command, ReadOnlySpan<byte> key, ulong hash, bool isTouch, ClientSession client, out FoundItem item)
    {
        int needed = BinaryAnswers.HeadLength + key.Length;
        int attempts = 0;
        while (true)
        {
            var reader = new BinaryItemReader(client.Output.RoomFor(needed), key, in command, context.Cas);
            ReadResult result = context.Access.Read(key, hash, ref reader);
            item = reader.Item;
            if (result == ReadResult.Miss)
            {
                return false;
            }

            needed = reader.Length;
            if (result == ReadResult.DestinationTooSmall)
            {
                continue;
            }

            WriteResult touched = isTouch ? TouchVersion(command, key, hash, item.Version) : WriteResult.Stored;
            if (touched != WriteResult.VersionMismatch || ++attempts == MaxAttempts)
            {
                client.Output.Advance(touched == WriteResult.Stored ? reader.Length : 0);
                return touched == WriteResult.Stored;
            }
        }
    }

    /// <summary>The lifetime is for the very value that is sent.</summary>
    private WriteResult TouchVersion(in BinaryCommand command, ReadOnlySpan<byte> key, ulong hash, ulong version)
    {
        Amendment amendment = new() { ExpectedVersion = version, Lifetime = context.Time.LifetimeOf(command.Exptime) };
        return context.Access.Amend(key, hash, in amendment, out _);
    }

    private void Touch(in BinaryCommand command, ReadOnlySpan<byte> key, ClientSession client)
    {
        Amendment amendment = new() { Lifetime = context.Time.LifetimeOf(command.Exptime), IsRead = true };
        WriteResult result = context.Access.Amend(key, context.Access.Hash(key), in amendment, out ItemSight item);
        context.Lookups.Add(key, result == WriteResult.Stored, isTouch: true, new FoundItem(in item), client.Number);
        if (result != WriteResult.Stored)
        {
            BinaryAnswers.Refuse(command, BinaryStatus.NotFound, client);
            return;
        }

        _ = BinaryReplyWriter.TryWriteTouched(
            client.Output.RoomFor(BinaryAnswers.HeadLength), command, item.Flags, context.Cas.Shown(item.Cas), out int written);
        client.Output.Advance(written);
    }

    private void Store(in BinaryCommand command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ClientSession client)
    {
        StorageWay way = WayOf(command.Verb);
        bool compares = command.Cas != 0;
        StorageRequest request = new()
        {
            Way = compares && way == StorageWay.Add ? StorageWay.Set : way,
            ClientFlags = command.ClientFlags,
            Lifetime = context.Time.LifetimeOf(command.Exptime),
            Cas = compares ? command.Cas : null,
        };
        WriteResult result = storage.Store(key, value, in request, client.Number, out StorageOutcome outcome);
        switch (result)
        {
            case WriteResult.Stored:
                BinaryAnswers.Succeed(command, outcome.Cas, client);
                break;
            case WriteResult.VersionMismatch:
                BinaryAnswers.Refuse(command, BinaryStatus.KeyExists, client);
                break;
            case WriteResult.NotFound:
                BinaryAnswers.Refuse(command, BinaryStatus.NotFound, client);
                break;
            case WriteResult.TooLarge:
                BinaryAnswers.Refuse(command, BinaryStatus.TooLarge, client);
                break;
            case WriteResult.OutOfMemory:
                BinaryAnswers.Refuse(command, BinaryStatus.OutOfMemory, client);
                break;
            default:
                BinaryAnswers.Refuse(command, WhyNotStored(way), client);
                break;
        }
    }

    private static BinaryStatus WhyNotStored(StorageWay way) => way switch
    {
        StorageWay.Add => BinaryStatus.KeyExists,
        StorageWay.Replace => BinaryStatus.NotFound,
        _ => BinaryStatus.NotStored,
    };

    private void Delete(in BinaryCommand command, ReadOnlySpan<byte> key, ClientSession client)
    {
        WriteResult result = storage.Delete(key, command.Cas == 0 ? null : command.Cas, "delete");
        switch (result)
        {
            case WriteResult.Stored:
                BinaryAnswers.Succeed(command, cas: 0, client);
                break;
            case WriteResult.VersionMismatch:
                BinaryAnswers.Refuse(command, BinaryStatus.KeyExists, client);
                break;
            default:
                BinaryAnswers.Refuse(command, BinaryStatus.NotFound, client);
                break;
        }
    }

    private void Count(in BinaryCommand command, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        CountRequest request = new()
        {
            Delta = command.Delta,
            IsUp = command.Verb == BinaryVerb.Increment,
            IsPadded = true,
            ExpectedCas = command.Cas == 0 ? null : command.Cas,
        };
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            WriteResult result = storage.Count(key, in request, out CountOutcome outcome);
            if (result == WriteResult.Stored)
            {
                AnswerNumber(command, outcome.Value, outcome.Cas, client);
                return;
            }

            if (result == WriteResult.NotFound && command.Exptime != BinaryCommand.NeverCreate)
            {
                if (TryMakeNumber(command, key, hash, client))
                {
                    return;
                }

                continue;
            }

            BinaryAnswers.Refuse(command, WhyNotCounted(result), client);
            return;
        }

        BinaryAnswers.Refuse(command, BinaryStatus.NotStored, client);
    }

    private static BinaryStatus WhyNotCounted(WriteResult result) => result switch
    {
        WriteResult.NotFound => BinaryStatus.NotFound,
        WriteResult.VersionMismatch => BinaryStatus.KeyExists,
        WriteResult.NotANumber => BinaryStatus.NonNumericValue,
        _ => BinaryStatus.OutOfMemory,
    };

    /// <summary>Makes an item that the next counts start from; false: another client was faster.</summary>
    private bool TryMakeNumber(in BinaryCommand command, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        StorageRequest request = new() { Way = StorageWay.Add, Lifetime = context.Time.LifetimeOf(command.Exptime) };
        WriteResult result = storage.MakeNumber(key, hash, command.Initial, in request, out ulong cas);
        switch (result)
        {
            case WriteResult.NotStored:
                return false;
            case WriteResult.Stored:
                AnswerNumber(command, command.Initial, cas, client);
                return true;
            default:
                BinaryAnswers.Refuse(command, BinaryStatus.OutOfMemory, client);
                return true;
        }
    }

    private static void AnswerNumber(in BinaryCommand command, ulong number, ulong cas, ClientSession client)
    {
        if (!BinaryReplyWriter.IsHidden(command, BinaryStatus.Success))
        {
            _ = BinaryReplyWriter.TryWriteNumber(
                client.Output.RoomFor(BinaryAnswers.HeadLength + sizeof(ulong)), command, number, cas, out int written);
            client.Output.Advance(written);
        }
    }
}
