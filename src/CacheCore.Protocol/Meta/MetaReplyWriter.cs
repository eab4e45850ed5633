using System.Runtime.CompilerServices;
using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Meta;

/// <summary>
/// Writes the replies of the meta commands: status, then what the request's flags ask for, in their order. All of them return false, and
/// write 0 bytes, if the destination is too small.
/// </summary>
public static class MetaReplyWriter
{
    /// <summary>The most bytes that surround a value in a reply, its key and opaque not counted.</summary>
    public const int MaxValueOverhead = 128;

    // What each command tells of an item it has found or stored. Of one that is not there, opaque and key are all.
    private const MetaFlags Echo = MetaFlags.Opaque | MetaFlags.ReturnKey;
    private const MetaFlags ToldByGet =
        Echo | MetaFlags.ReturnCas | MetaFlags.ReturnClientFlags | MetaFlags.ReturnFetched | MetaFlags.ReturnIdle
        | MetaFlags.ReturnSize | MetaFlags.ReturnTtl;

    private const MetaFlags ToldBySet = Echo | MetaFlags.ReturnCas | MetaFlags.ReturnSize;
    private const MetaFlags ToldByArithmetic = Echo | MetaFlags.ReturnCas | MetaFlags.ReturnTtl;

    /// <summary>True if flag q hides the reply: the miss of mg, the success of the others. Errors are never hidden.</summary>
    /// <param name="command">The request.</param>
    /// <param name="status">What became of it.</param>
    public static bool IsHidden(in TextCommand command, MetaStatus status) =>
        command.Meta.Has(MetaFlags.Quiet) && status == (command.Verb == TextVerb.MetaGet ? MetaStatus.Miss : MetaStatus.Done);

    /// <summary>Writes a reply without a value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="buffer">What the request was parsed from.</param>
    /// <param name="command">The request.</param>
    /// <param name="status">What became of it.</param>
    /// <param name="item">What is known of the item. Looked at where the status is <see cref="MetaStatus.Done"/>, and after ms.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWrite(
        Span<byte> destination, ReadOnlySpan<byte> buffer, in TextCommand command, MetaStatus status, in MetaItem item, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add(TextOf(status));
        AddFlags(ref writer, buffer, command, ToldBy(command.Verb, status), item);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes a reply with a value: of mg and ma, where they were asked for it.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="buffer">What the request was parsed from.</param>
    /// <param name="command">The request.</param>
    /// <param name="item">What is known of the item.</param>
    /// <param name="value">Its value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteValue(
        Span<byte> destination, ReadOnlySpan<byte> buffer, in TextCommand command, in MetaItem item, ReadOnlySpan<byte> value,
            out int written)
    {
        var writer = new SpanWriter(destination);
        AddValueHead(ref writer, buffer, command, item, value.Length);
        writer.Add(value);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes the line before a value that is sent in pieces; a line end has to follow the value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="buffer">What the request was parsed from.</param>
    /// <param name="command">The request.</param>
    /// <param name="item">What is known of the item.</param>
    /// <param name="valueLength">Length of the value that will follow.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteValueHead(
        Span<byte> destination, ReadOnlySpan<byte> buffer, in TextCommand command, in MetaItem item, int valueLength, out int written)
    {
        var writer = new SpanWriter(destination);
        AddValueHead(ref writer, buffer, command, item, valueLength);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes what me tells of an item; its miss is a <see cref="MetaStatus.Miss"/>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="buffer">What the request was parsed from.</param>
    /// <param name="command">The request.</param>
    /// <param name="item">What is known of the item: time to live, idle time, CAS value, whether it was fetched.</param>
    /// <param name="slabClass">Number of its slab class.</param>
    /// <param name="itemSize">Bytes that the item takes, all counted.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteDebug(
        Span<byte> destination, ReadOnlySpan<byte> buffer, in TextCommand command, in MetaItem item, int slabClass, long itemSize,
            out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("ME "u8);
        writer.Add(command.Key.In(buffer));
        writer.Add(" exp="u8);
        writer.AddNumber(item.Ttl);
        writer.Add(" la="u8);
        writer.AddNumber(item.IdleSeconds);
        writer.Add(" cas="u8);
        writer.AddNumber(item.Cas);
        writer.Add(item.WasFetched ? " fetch=yes"u8 : " fetch=no"u8);
        writer.Add(" cls="u8);
        writer.AddNumber((ulong)slabClass);
        writer.Add(" size="u8);
        writer.AddNumber(itemSize);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    private static ReadOnlySpan<byte> TextOf(MetaStatus status) => status switch
    {
        MetaStatus.Miss => "EN"u8,
        MetaStatus.NotFound => "NF"u8,
        MetaStatus.NotStored => "NS"u8,
        MetaStatus.Exists => "EX"u8,
        _ => "HD"u8,
    };

    private static MetaFlags ToldBy(TextVerb verb, MetaStatus status) => (verb, status) switch
    {
        (TextVerb.MetaSet, _) => ToldBySet,
        (TextVerb.MetaGet, MetaStatus.Done) => ToldByGet,
        (TextVerb.MetaArithmetic, MetaStatus.Done) => ToldByArithmetic,
        _ => Echo,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // keeps the writer in registers
    private static void AddValueHead(
        ref SpanWriter writer, ReadOnlySpan<byte> buffer, in TextCommand command, in MetaItem item, int valueLength)
    {
        writer.Add("VA "u8);
        writer.AddNumber((ulong)valueLength);
        AddFlags(ref writer, buffer, command, ToldBy(command.Verb, MetaStatus.Done), item);
        writer.Add("\r\n"u8);
    }

    private static void AddFlags(
        ref SpanWriter writer, ReadOnlySpan<byte> buffer, in TextCommand command, MetaFlags told, in MetaItem item)
    {
        if ((command.Meta.Flags & told) != 0)
        {
            AddAskedFor(ref writer, buffer, command, told, item);
        }

        if ((item.IsAwarded | item.IsStale | item.IsWon) && command.Verb == TextVerb.MetaGet && told != Echo)
        {
            writer.Add(item.IsAwarded ? " Z"u8 : []);
            writer.Add(item.IsStale ? " X"u8 : []);
            writer.Add(item.IsWon ? " W"u8 : []);
        }
    }

    private static void AddAskedFor(
        ref SpanWriter writer, ReadOnlySpan<byte> buffer, in TextCommand command, MetaFlags told, in MetaItem item)
    {
        bool hasNewTtl = false;
        foreach (ReadOnlySpan<byte> word in command.ArgumentsIn(buffer))
        {
            MetaFlags flag = MetaLetters.FlagOf(word[0]);
            hasNewTtl |= flag is MetaFlags.Ttl or MetaFlags.Vivify;
            if ((flag & told) == 0)
            {
                continue;
            }

            writer.Add((byte)' ');
            switch (flag)
            {
                case MetaFlags.Opaque:
                    writer.Add(word);
                    break;
                case MetaFlags.ReturnKey:
                    writer.Add((byte)'k');
                    writer.Add(command.Key.In(buffer));
                    writer.Add(command.Meta.Has(MetaFlags.Base64Key) ? " b"u8 : []);
                    break;
                default:
                    writer.Add(word[0]);
                    AddNumber(ref writer, flag, item, hasNewTtl);
                    break;
            }
        }
    }

    private static void AddNumber(ref SpanWriter writer, MetaFlags flag, in MetaItem item, bool hasNewTtl)
    {
        switch (flag)
        {
            case MetaFlags.ReturnCas:
                writer.AddNumber(item.Cas);
                break;
            case MetaFlags.ReturnClientFlags:
                writer.AddNumber((ulong)item.ClientFlags);
                break;
            case MetaFlags.ReturnSize:
                writer.AddNumber((ulong)item.Size);
                break;
            case MetaFlags.ReturnFetched:
                writer.Add(item.WasFetched ? (byte)'1' : (byte)'0');
                break;
            case MetaFlags.ReturnIdle:
                writer.AddNumber(item.IdleSeconds);
                break;
            default:
                writer.AddNumber(hasNewTtl ? item.NewTtl : item.Ttl);
                break;
        }
    }
}
