using CacheCore.Protocol.Spans;

namespace CacheCore.Protocol.Binary;

/// <summary>
/// Writes the replies of the binary protocol. All of them return false, and write 0 bytes, if the destination is too
/// small.
/// </summary>
public static class BinaryReplyWriter
{
    private const int FlagsLength = sizeof(uint);

    /// <summary>True if a quiet request is not to be answered: a miss of the gets, the success of all others.</summary>
    /// <param name="command">The request.</param>
    /// <param name="status">What became of it.</param>
    public static bool IsHidden(in BinaryCommand command, BinaryStatus status)
    {
        bool isGet = command.Verb is BinaryVerb.Get or BinaryVerb.GetAndTouch;
        return command.IsQuiet && command.Error == BinaryStatus.Success && status == (isGet ? BinaryStatus.NotFound : BinaryStatus.Success);
    }

    /// <summary>The text that a status has in the reply's value; empty for success and for a SASL challenge.</summary>
    /// <param name="status">Which.</param>
    public static ReadOnlySpan<byte> TextOf(BinaryStatus status) => status switch
    {
        BinaryStatus.NotFound => "Not found"u8,
        BinaryStatus.KeyExists => "Data exists for key."u8,
        BinaryStatus.TooLarge => "Too large."u8,
        BinaryStatus.InvalidArguments => "Invalid arguments"u8,
        BinaryStatus.NotStored => "Not stored."u8,
        BinaryStatus.NonNumericValue => "Non-numeric server-side value for incr or decr"u8,
        BinaryStatus.AuthenticationError => "Auth failure."u8,
        BinaryStatus.UnknownCommand => "Unknown command"u8,
        BinaryStatus.OutOfMemory => "Out of memory"u8,
        _ => [],
    };

    /// <summary>Writes an error with its usual text.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="status">What is wrong.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteError(Span<byte> destination, in BinaryCommand command, BinaryStatus status, out int written) =>
        TryWriteText(destination, command, status, TextOf(status), out written);

    /// <summary>Writes that a get found nothing: a text, or for the forms that return the key the key alone.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="key">Its key.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteMiss(Span<byte> destination, in BinaryCommand command, ReadOnlySpan<byte> key, out int written)
    {
        if (!command.ReturnsKey)
        {
            return TryWriteError(destination, command, BinaryStatus.NotFound, out written);
        }

        var writer = new SpanWriter(destination);
        AddHeader(ref writer, command, BinaryStatus.NotFound, extrasLength: 0, key.Length, valueLength: 0, cas: 0);
        writer.Add(key);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes a success that has nothing to tell but a CAS value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="cas">The CAS value of the item; 0 where there is none.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteSuccess(Span<byte> destination, in BinaryCommand command, ulong cas, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHeader(ref writer, command, BinaryStatus.Success, extrasLength: 0, keyLength: 0, valueLength: 0, cas);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes an item that a get found: its flags, its key if the request wants it, its value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="key">Its key.</param>
    /// <param name="clientFlags">The item's flags.</param>
    /// <param name="cas">The item's CAS value.</param>
    /// <param name="value">The item's value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteItem(
        Span<byte> destination, in BinaryCommand command, ReadOnlySpan<byte> key, uint clientFlags, ulong cas, ReadOnlySpan<byte> value,
            out int written)
    {
        var writer = new SpanWriter(destination);
        AddItemHead(ref writer, command, key, clientFlags, cas, value.Length);
        writer.Add(value);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes what stands before the value of an item, for a value that is sent in pieces. Nothing follows the value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="key">Its key.</param>
    /// <param name="clientFlags">The item's flags.</param>
    /// <param name="cas">The item's CAS value.</param>
    /// <param name="valueLength">Length of the value that will follow.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteItemHead(
        Span<byte> destination, in BinaryCommand command, ReadOnlySpan<byte> key, uint clientFlags, ulong cas, int valueLength,
            out int written)
    {
        var writer = new SpanWriter(destination);
        AddItemHead(ref writer, command, key, clientFlags, cas, valueLength);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes that an item was touched: its flags, without its value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="clientFlags">The item's flags.</param>
    /// <param name="cas">The item's CAS value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteTouched(Span<byte> destination, in BinaryCommand command, uint clientFlags, ulong cas, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHeader(ref writer, command, BinaryStatus.Success, FlagsLength, keyLength: 0, valueLength: 0, cas);
        writer.AddUInt32(clientFlags);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes the number that an increment or decrement has led to.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="number">The number.</param>
    /// <param name="cas">The item's CAS value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteNumber(Span<byte> destination, in BinaryCommand command, ulong number, ulong cas, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHeader(ref writer, command, BinaryStatus.Success, extrasLength: 0, keyLength: 0, sizeof(ulong), cas);
        writer.AddUInt64(number);
        return writer.TryFinish(out written);
    }

    /// <summary>
    /// Writes a status and a text or other bytes: a version, SASL's mechanisms, a challenge, an error in other words than
    /// usual.
    /// </summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="text">The value of the reply.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteText(
        Span<byte> destination, in BinaryCommand command, BinaryStatus status, ReadOnlySpan<byte> text, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHeader(ref writer, command, status, extrasLength: 0, keyLength: 0, text.Length, cas: 0);
        writer.Add(text);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes one statistic. One with neither name nor value ends them.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="command">The request.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value as text.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteStatistic(
        Span<byte> destination, in BinaryCommand command, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHeader(ref writer, command, BinaryStatus.Success, extrasLength: 0, name.Length, value.Length, cas: 0);
        writer.Add(name);
        writer.Add(value);
        return writer.TryFinish(out written);
    }

    private static void AddItemHead(
        ref SpanWriter writer, in BinaryCommand command, ReadOnlySpan<byte> key, uint clientFlags, ulong cas, int valueLength)
    {
        ReadOnlySpan<byte> returnedKey = command.ReturnsKey ? key : [];
        AddHeader(ref writer, command, BinaryStatus.Success, FlagsLength, returnedKey.Length, valueLength, cas);
        writer.AddUInt32(clientFlags);
        writer.Add(returnedKey);
    }

    private static void AddHeader(
        ref SpanWriter writer, in BinaryCommand command, BinaryStatus status, int extrasLength, int keyLength, int valueLength, ulong cas)
    {
        writer.Add(BinaryFrame.ReplyMagic);
        writer.Add(command.Opcode);
        writer.AddUInt16((ushort)keyLength);
        writer.Add((byte)extrasLength);
        writer.Add(0);
        writer.AddUInt16((ushort)status);
        writer.AddUInt32((uint)(extrasLength + keyLength + valueLength));
        writer.AddUInt32(command.Opaque);
        writer.AddUInt64(cas);
    }
}
