using System.Runtime.CompilerServices;
using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Verbs;

/// <summary>Carries out mg and me.</summary>
[SkipLocalsInit] // a read's locals are large, and all of them are written
internal sealed class MetaGetVerbs(CommandContext context, StorageVerbs storage)
{
    private const int MaxAttempts = 1000;

    /// <summary>The key on the line comes twice at most, with k, and the opaque once.</summary>
    private const int HeadRoom = MetaReplyWriter.MaxValueOverhead + (2 * Protocol.ProtocolLimits.MaxKeyLength)
        + Protocol.ProtocolLimits.MaxOpaqueLength;

    public void Get(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        bool isFound = TryGet(command, buffer, key, hash, client, out FoundItem item);
        context.Lookups.Add(key, isFound, isTouch: command.Meta.Has(MetaFlags.Ttl), item, client.Number);
        if (!isFound)
        {
            MetaVerbs.Answer(command, buffer, MetaStatus.Miss, default, client);
        }
    }

    /// <summary>Carries out me.</summary>
    public void Debug(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        if (!context.TrySee(key, hash, out ItemSight item))
        {
            MetaVerbs.Answer(command, buffer, MetaStatus.Miss, default, client);
            return;
        }

        MetaItem told = new()
        {
            Ttl = context.Time.SecondsLeft(in item),
            IdleSeconds = context.Time.IdleSeconds(in item),
            Cas = context.Cas.Shown(item.Cas),
            WasFetched = item.WasRead,
        };
        long size = context.Sizes.SizeOf(key, in item);
        _ = MetaReplyWriter.TryWriteDebug(
            client.Output.RoomFor(HeadRoom), buffer, command, told, context.Sizes.ClassOf(size), size, out int written);
        client.Output.Advance(written);
    }

    private bool TryGet(
        in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ClientSession client, out FoundItem item)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (!TryRead(command, buffer, key, hash, client.Output, out item, out bool isWon, out int length))
            {
                if (!command.Meta.Has(MetaFlags.Vivify))
                {
                    return false;
                }

                if (TryMake(command, buffer, key, hash, client))
                {
                    return true;
                }

                continue;
            }

            if (TryAmend(command, key, hash, item, isWon) is not { } isStillThere)
            {
                continue;
            }

            client.Output.Advance(isStillThere ? length : 0);
            return isStillThere;
        }

        item = default;
        return false;
    }

    /// <summary>
    /// Notes what the reply says about the item: a new time to live, a client that is to renew it. Null: the item is another one by now.
    /// </summary>
    private bool? TryAmend(in TextCommand command, ReadOnlySpan<byte> key, ulong hash, FoundItem item, bool isWon)
    {
        bool hasTtl = command.Meta.Has(MetaFlags.Ttl);
        if (!hasTtl && !isWon)
        {
            return true;
        }

        Amendment amendment = new()
        {
            ExpectedVersion = item.Version,
            Unmarked = isWon ? ItemMarks.Awarded : ItemMarks.None,
            Lifetime = hasTtl ? context.Time.LifetimeOf(command.Exptime) : null,
            Added = isWon ? ItemMarks.Awarded : ItemMarks.None,
        };
        return context.Access.Amend(key, hash, in amendment, out _) switch
        {
            WriteResult.VersionMismatch => null,
            WriteResult.Stored => true,
            _ => false,
        };
    }

    /// <summary>Makes an empty item that this client is to fill; false: another one was faster.</summary>
    private bool TryMake(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        StorageRequest request = new()
        {
            Way = StorageWay.Add,
            Lifetime = context.Time.LifetimeOf(command.Meta.VivifyExptime),
            NewCas = command.Meta.Has(MetaFlags.NewCas) ? command.Meta.NewCas : null,
            Marks = ItemMarks.Awarded | MetaVerbs.KeyMark(command),
        };
        WriteResult result = storage.Make(key, hash, [], in request, out ulong version);
        if (result == WriteResult.NotStored)
        {
            return false;
        }

        if (result != WriteResult.Stored)
        {
            client.Output.Add(ReplyLine.OutOfMemory);
            return true;
        }

        Amendment read = new() { ExpectedVersion = version, IsRead = !command.Meta.Has(MetaFlags.NoBump) };
        _ = context.Access.Amend(key, hash, in read, out _);
        MetaItem told = new()
        {
            Cas = context.Cas.Shown(request.NewCas ?? version),
            NewTtl = context.Time.SecondsLeft(request.Lifetime),
            IsWon = true,
        };
        if (command.Meta.Has(MetaFlags.ReturnValue))
        {
            MetaVerbs.AnswerValue(command, buffer, in told, [], client);
        }
        else
        {
            MetaVerbs.Answer(command, buffer, MetaStatus.Done, in told, client);
        }

        return true;
    }

    /// <summary>Writes the reply for an item into the output's room, without advancing it.</summary>
    private bool TryRead(
        in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ReplyBuffer output, out FoundItem item,
        out bool isWon, out int length)
    {
        if (command.Meta.Has(MetaFlags.NoBump))
        {
            return TryRead<NoTrace>(command, buffer, key, hash, output, out item, out isWon, out length);
        }

        return command.Meta.Has(MetaFlags.ReturnValue) && !command.Meta.Has(MetaFlags.CompareCas)
            ? TryRead<ValueTrace>(command, buffer, key, hash, output, out item, out isWon, out length)
            : TryRead<HeadTrace>(command, buffer, key, hash, output, out item, out isWon, out length);
    }

    private bool TryRead<TTrace>(
        in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> key, ulong hash, ReplyBuffer output, out FoundItem item,
        out bool isWon, out int length)
        where TTrace : struct, IMetaTrace
    {
        int needed = HeadRoom;
        while (true)
        {
            Span<byte> room = output.RoomFor(needed);
            var reader = new MetaReader<TTrace>(room, buffer, in command, context.Time, context.Cas);
            ReadResult result = context.Access.Read(key, hash, ref reader);
            item = reader.Item;
            isWon = reader.IsWon;
            length = reader.Length;
            if (result == ReadResult.Miss)
            {
                return false;
            }

            if (length <= room.Length)
            {
                reader.Finish();
                return true;
            }

            needed = length;
        }
    }
}
