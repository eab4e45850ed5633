using CacheCore.Access.Items;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Verbs;

/// <summary>Carries out classic commands that name one key.</summary>
internal sealed class ClassicVerbs(CommandContext context, StorageVerbs storage)
{
    public void Execute(in TextCommand command, ReadOnlySpan<byte> buffer, ClientSession client)
    {
        ReadOnlySpan<byte> key = command.Key.In(buffer);
        switch (command.Verb)
        {
            case TextVerb.Delete:
                Delete(command, key, client);
                break;
            case TextVerb.Touch:
                Touch(command, key, client);
                break;
            case TextVerb.Increment or TextVerb.Decrement:
                Count(command, key, client);
                break;
            default:
                Store(command, key, command.Value.In(buffer), client);
                break;
        }
    }

    private void Store(in TextCommand command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ClientSession client)
    {
        StorageRequest request = new()
        {
            Way = WayOf(command.Verb),
            ClientFlags = command.ClientFlags,
            Lifetime = context.Time.LifetimeOf(command.Exptime),
            Cas = command.Verb == TextVerb.Cas ? command.Cas : null,
        };
        WriteResult result = storage.Store(key, value, in request, client.Number, out _);
        client.Answer(command, LineOf(result));
    }

    private void Delete(in TextCommand command, ReadOnlySpan<byte> key, ClientSession client)
    {
        WriteResult result = storage.Delete(key, cas: null, "delete");
        client.Answer(command, result == WriteResult.Stored ? ReplyLine.Deleted : ReplyLine.NotFound);
    }

    private void Touch(in TextCommand command, ReadOnlySpan<byte> key, ClientSession client)
    {
        Amendment amendment = new() { Lifetime = context.Time.LifetimeOf(command.Exptime), IsRead = true };
        WriteResult result = context.Access.Amend(key, context.Access.Hash(key), in amendment, out ItemSight item);
        bool isFound = result == WriteResult.Stored;
        // memcached's touch counts by prefix in binary alone
        context.Lookups.AddWithoutPrefix(key, isFound, isTouch: true, new FoundItem(in item), client.Number);
        client.Answer(command, isFound ? ReplyLine.Touched : ReplyLine.NotFound);
    }

    private void Count(in TextCommand command, ReadOnlySpan<byte> key, ClientSession client)
    {
        CountRequest request = new() { Delta = command.Number, IsUp = command.Verb == TextVerb.Increment, IsPadded = true };
        WriteResult result = storage.Count(key, in request, out CountOutcome outcome);
        if (result == WriteResult.Stored)
        {
            if (!command.NoReply)
            {
                Span<byte> room = client.Output.RoomFor(ClassicReplyWriter.MaxValueOverhead);
                _ = ClassicReplyWriter.TryWriteNumber(room, outcome.Value, out int written);
                client.Output.Advance(written);
            }

            return;
        }

        client.Answer(command, result switch
        {
            WriteResult.NotFound => ReplyLine.NotFound,
            WriteResult.NotANumber => ReplyLine.NonNumericValue,
            _ => ReplyLine.OutOfMemory,
        });
    }

    /// <summary>How a command stores.</summary>
    public static StorageWay WayOf(TextVerb verb) => verb switch
    {
        TextVerb.Add => StorageWay.Add,
        TextVerb.Replace => StorageWay.Replace,
        TextVerb.Append => StorageWay.Append,
        TextVerb.Prepend => StorageWay.Prepend,
        _ => StorageWay.Set,
    };

    private static ReplyLine LineOf(WriteResult result) => result switch
    {
        WriteResult.Stored => ReplyLine.Stored,
        WriteResult.NotFound => ReplyLine.NotFound,
        WriteResult.VersionMismatch => ReplyLine.Exists,
        WriteResult.TooLarge => ReplyLine.TooLarge,
        WriteResult.OutOfMemory => ReplyLine.OutOfMemoryStoring,
        _ => ReplyLine.NotStored,
    };
}
