using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Model;

/// <summary>Carries out classic commands.</summary>
internal sealed class ClassicModel(ModelStore store, ModelOutput output)
{
    public void Execute(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> value)
    {
        if (command.IsRetrieval)
        {
            Retrieve(command, buffer);
            return;
        }

        ReadOnlySpan<byte> key = command.Key.In(buffer);
        if (command.Verb is TextVerb.Increment or TextVerb.Decrement)
        {
            Count(command, key);
            return;
        }

        ReplyLine line = command.Verb switch
        {
            TextVerb.Delete => store.Delete(key) ? ReplyLine.Deleted : ReplyLine.NotFound,
            TextVerb.Touch => Touch(key, command.Exptime) ? ReplyLine.Touched : ReplyLine.NotFound,
            _ => LineOf(store.Store(WayOf(command.Verb), key, value, command.ClientFlags, command.Exptime, command.Cas)),
        };
        Answer(command, line);
    }

    private void Retrieve(in TextCommand command, ReadOnlySpan<byte> buffer)
    {
        foreach (ReadOnlySpan<byte> key in command.KeysIn(buffer))
        {
            ModelItem? item = store.Find(key);
            if (item is null)
            {
                continue;
            }

            if (command.Verb is TextVerb.Gat or TextVerb.Gats)
            {
                item.ExpiresAt = ModelStore.Deadline(command.Exptime);
            }

            item.WasFetched = true;
            bool hasCas = command.Verb is TextVerb.Gets or TextVerb.Gats;
            output.Add(
                hasCas
                    ? ClassicReplyWriter.TryWriteValue(output.Room, key, item.ClientFlags, item.Value, item.Cas, out int written)
                    : ClassicReplyWriter.TryWriteValue(output.Room, key, item.ClientFlags, item.Value, out written),
                written);
        }

        output.Add(ReplyLine.End);
    }

    private void Count(in TextCommand command, ReadOnlySpan<byte> key)
    {
        ModelItem? item = store.Find(key);
        if (item is null)
        {
            Answer(command, ReplyLine.NotFound);
        }
        else if (!store.TryCount(item, command.Verb == TextVerb.Increment, command.Number, out ulong number))
        {
            Answer(command, ReplyLine.NonNumericValue);
        }
        else if (!command.NoReply)
        {
            output.Add(ClassicReplyWriter.TryWriteNumber(output.Room, number, out int written), written);
        }
    }

    private bool Touch(ReadOnlySpan<byte> key, int exptime)
    {
        ModelItem? item = store.Find(key);
        if (item is null)
        {
            return false;
        }

        item.ExpiresAt = ModelStore.Deadline(exptime);
        return true;
    }

    private void Answer(in TextCommand command, ReplyLine line)
    {
        if (!command.NoReply)
        {
            output.Add(line);
        }
    }

    private static StoreWay WayOf(TextVerb verb) => verb switch
    {
        TextVerb.Add => StoreWay.Add,
        TextVerb.Replace => StoreWay.Replace,
        TextVerb.Append => StoreWay.Append,
        TextVerb.Prepend => StoreWay.Prepend,
        TextVerb.Cas => StoreWay.CompareAndSwap,
        _ => StoreWay.Set,
    };

    private static ReplyLine LineOf(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.Stored => ReplyLine.Stored,
        StoreOutcome.NotFound => ReplyLine.NotFound,
        StoreOutcome.Exists => ReplyLine.Exists,
        StoreOutcome.TooLarge => ReplyLine.TooLarge,
        _ => ReplyLine.NotStored,
    };
}
