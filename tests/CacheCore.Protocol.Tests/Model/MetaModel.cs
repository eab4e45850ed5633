using System.Buffers.Text;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Model;

/// <summary>Carries out meta commands.</summary>
internal sealed class MetaModel(ModelStore store, ModelOutput output)
{
    private readonly byte[] _decodedKey = new byte[ProtocolLimits.MaxDecodedKeyLength];

    public void Execute(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> key = command.ItemKeyIn(buffer, _decodedKey);
        switch (command.Verb)
        {
            case TextVerb.MetaGet:
                Get(command, buffer, key);
                break;
            case TextVerb.MetaSet:
                Set(command, buffer, key, value);
                break;
            case TextVerb.MetaDelete:
                Delete(command, buffer, key);
                break;
            case TextVerb.MetaArithmetic:
                Count(command, buffer, key);
                break;
            default:
                Debug(command, buffer, key);
                break;
        }
    }

    private void Get(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key)
    {
        ModelItem? item = store.Find(key);
        bool isMade = item is null && command.Meta.Has(MetaFlags.Vivify);
        if (isMade)
        {
            _ = store.Store(StoreWay.Set, key, [], newCas: NewCas(command));
            item = store.Find(key);
        }

        if (item is null)
        {
            Answer(command, buffer, MetaStatus.Miss, default);
            return;
        }

        long ttl = ModelStore.Ttl(item);
        item.ExpiresAt = isMade ? ModelStore.Deadline(command.Meta.VivifyExptime)
            : command.Meta.Has(MetaFlags.Ttl) ? ModelStore.Deadline(command.Exptime)
            : item.ExpiresAt;
        bool wantsRenewal = command.Meta.Has(MetaFlags.Recache) && ttl >= 0 && ttl < command.Meta.RecacheSeconds;
        bool isWon = isMade || (!item.IsAwarded && (item.IsStale || wantsRenewal));
        MetaItem told = Describe(item, ttl, isWon);
        item.IsAwarded |= isWon;
        item.WasFetched |= !command.Meta.Has(MetaFlags.NoBump);
        bool isUnchanged = command.Meta.Has(MetaFlags.CompareCas) && command.Cas == item.Cas;
        if (command.Meta.Has(MetaFlags.ReturnValue) && !isUnchanged)
        {
            output.Add(MetaReplyWriter.TryWriteValue(output.Room, buffer, command, told, item.Value, out int written), written);
        }
        else
        {
            Answer(command, buffer, MetaStatus.Done, told);
        }
    }

    private void Set(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        bool hasCas = command.Meta.Has(MetaFlags.CompareCas);
        ModelItem? old = store.Find(key);
        StoreWay way = command.Meta.Mode switch
        {
            MetaMode.Add => StoreWay.Add,
            MetaMode.Append => StoreWay.Append,
            MetaMode.Prepend => StoreWay.Prepend,
            _ when hasCas => StoreWay.CompareAndSwap,
            MetaMode.Replace => StoreWay.Replace,
            _ => StoreWay.Set,
        };
        bool isLate = way == StoreWay.CompareAndSwap && command.Meta.Has(MetaFlags.Invalidate) && command.Cas != 0
            && command.Cas < old?.Cas;
        bool isMade = way is StoreWay.Append or StoreWay.Prepend && old is null && command.Meta.Has(MetaFlags.Vivify);
        StoreOutcome outcome = store.Store(
            isLate || isMade ? StoreWay.Set : way,
            key,
            value,
            command.ClientFlags,
            isMade ? command.Meta.VivifyExptime : command.Exptime,
            command.Cas,
            command.Meta.Has(MetaFlags.NewCas) ? command.Meta.NewCas : null);
        if (outcome == StoreOutcome.TooLarge)
        {
            output.Add(ReplyLine.TooLarge);
            return;
        }

        ModelItem? item = store.Find(key);
        if (isLate)
        {
            item!.ExpiresAt = old!.ExpiresAt;
            item.IsStale = true;
            item.IsAwarded = old.IsAwarded;
        }

        MetaStatus status = outcome switch
        {
            StoreOutcome.Stored => MetaStatus.Done,
            StoreOutcome.NotFound => MetaStatus.NotFound,
            StoreOutcome.Exists => MetaStatus.Exists,
            _ => MetaStatus.NotStored,
        };
        bool isStored = status == MetaStatus.Done;
        Answer(command, buffer, status, new MetaItem
        {
            Cas = isStored ? item?.Cas ?? 0 : 0,
            Size = isStored ? item?.Value.Length ?? 0 : value.Length,
        });
    }

    private void Delete(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key)
    {
        ModelItem? item = store.Find(key);
        if (item is null || (command.Meta.Has(MetaFlags.CompareCas) && command.Cas != item.Cas))
        {
            Answer(command, buffer, item is null ? MetaStatus.NotFound : MetaStatus.Exists, default);
            return;
        }

        if (command.Meta.Has(MetaFlags.RemoveValue))
        {
            item.Value = [];
            item.ClientFlags = 0;
            item.ExpiresAt = ModelStore.Deadline(command.Exptime);
        }

        if (command.Meta.Has(MetaFlags.Invalidate))
        {
            item.IsStale = true;
            item.IsAwarded = false;
            item.Cas = NewCas(command);
            item.ExpiresAt = command.Meta.Has(MetaFlags.Ttl) ? ModelStore.Deadline(command.Exptime) : item.ExpiresAt;
        }
        else if (!command.Meta.Has(MetaFlags.RemoveValue))
        {
            _ = store.Delete(key);
        }

        Answer(command, buffer, MetaStatus.Done, default);
    }

    private void Count(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key)
    {
        ModelItem? item = store.Find(key);
        if (item is null && !command.Meta.Has(MetaFlags.Vivify))
        {
            Answer(command, buffer, MetaStatus.NotFound, default);
            return;
        }

        if (item is not null && command.Meta.Has(MetaFlags.CompareCas) && command.Cas != 0 && command.Cas != item.Cas)
        {
            Answer(command, buffer, MetaStatus.Exists, default);
            return;
        }

        bool isMade = item is null;
        ulong number = command.Meta.Initial;
        long ttl = MetaItem.NoTtl;
        if (item is null)
        {
            byte[] digits = new byte[20];
            _ = Utf8Formatter.TryFormat(number, digits, out int length);
            _ = store.Store(StoreWay.Set, key, digits.AsSpan(0, length), exptime: command.Meta.VivifyExptime);
            item = store.Find(key)!;
        }
        else
        {
            ttl = ModelStore.Ttl(item);
            if (!store.TryCount(item, command.Meta.Mode == MetaMode.Increment, command.Number, out number))
            {
                output.Add(ReplyLine.NonNumericValue);
                return;
            }
        }

        item.Cas = command.Meta.Has(MetaFlags.NewCas) ? command.Meta.NewCas : item.Cas;
        item.ExpiresAt = command.Meta.Has(MetaFlags.Ttl) && !isMade ? ModelStore.Deadline(command.Exptime) : item.ExpiresAt;
        MetaItem told = Describe(item, ttl, isWon: false);
        if (MetaReplyWriter.IsHidden(command, MetaStatus.Done))
        {
            return;
        }

        if (!command.Meta.Has(MetaFlags.ReturnValue))
        {
            Answer(command, buffer, MetaStatus.Done, told);
            return;
        }

        byte[] text = new byte[20];
        _ = Utf8Formatter.TryFormat(number, text, out int textLength);
        output.Add(MetaReplyWriter.TryWriteValue(output.Room, buffer, command, told, text.AsSpan(0, textLength), out int written), written);
    }

    private void Debug(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key)
    {
        ModelItem? item = store.Find(key);
        if (item is null)
        {
            Answer(command, buffer, MetaStatus.Miss, default);
            return;
        }

        const int SmallestClass = 1;
        long size = ModelStore.SizeOf(key.Length, item.Value.Length, item.ClientFlags);
        MetaItem told = Describe(item, ModelStore.Ttl(item), isWon: false);
        output.Add(MetaReplyWriter.TryWriteDebug(output.Room, buffer, command, told, SmallestClass, size, out int written), written);
    }

    private ulong NewCas(in TextCommand command) => command.Meta.Has(MetaFlags.NewCas) ? command.Meta.NewCas : store.NextCas();

    private void Answer(in TextCommand command, ReadOnlySpan<byte> buffer, MetaStatus status, in MetaItem item)
    {
        if (!MetaReplyWriter.IsHidden(command, status))
        {
            output.Add(MetaReplyWriter.TryWrite(output.Room, buffer, command, status, item, out int written), written);
        }
    }

    private static MetaItem Describe(ModelItem item, long ttlBefore, bool isWon) => new()
    {
        Size = item.Value.Length,
        ClientFlags = item.ClientFlags,
        Cas = item.Cas,
        Ttl = ttlBefore,
        NewTtl = ModelStore.Ttl(item),
        WasFetched = item.WasFetched,
        IsAwarded = item.IsAwarded,
        IsStale = item.IsStale,
        IsWon = isWon,
    };
}
