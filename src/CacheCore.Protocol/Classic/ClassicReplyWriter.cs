using System.Runtime.CompilerServices;
using CacheCore.Protocol.Spans;

namespace CacheCore.Protocol.Classic;

/// <summary>
/// Writes the replies of the classic commands that are not one of the <see cref="Text.ReplyLine"/>s. All of them return false, and write 0
/// bytes, if the
/// destination is too small.
/// </summary>
public static class ClassicReplyWriter
{
    /// <summary>
    /// The most bytes that surround a value in a reply, its key not counted: flags, length and CAS value have at most 10, 10 and
    /// 20 digits.
    /// </summary>
    public const int MaxValueOverhead = 53;

    /// <summary>What follows a value.</summary>
    public static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>Writes an item that get or gat has found: <c>VALUE key flags length</c> and the value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="key">Its key.</param>
    /// <param name="clientFlags">Its flags.</param>
    /// <param name="value">Its value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteValue(
        Span<byte> destination, ReadOnlySpan<byte> key, uint clientFlags, ReadOnlySpan<byte> value, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, key, clientFlags, value.Length);
        writer.Add(LineEnd);
        writer.Add(value);
        writer.Add(LineEnd);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes an item that gets or gats has found: <c>VALUE key flags length cas</c> and the value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="key">Its key.</param>
    /// <param name="clientFlags">Its flags.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cas">Its CAS value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteValue(
        Span<byte> destination, ReadOnlySpan<byte> key, uint clientFlags, ReadOnlySpan<byte> value, ulong cas, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, key, clientFlags, value.Length);
        writer.Add((byte)' ');
        writer.AddNumber(cas);
        writer.Add(LineEnd);
        writer.Add(value);
        writer.Add(LineEnd);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes the line before a value that is sent in pieces; a <see cref="LineEnd"/> has to follow the value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="key">Its key.</param>
    /// <param name="clientFlags">Its flags.</param>
    /// <param name="valueLength">Length of the value that will follow.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteValueHead(Span<byte> destination, ReadOnlySpan<byte> key, uint clientFlags, int valueLength, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, key, clientFlags, valueLength);
        writer.Add(LineEnd);
        return writer.TryFinish(out written);
    }

    /// <summary>
    /// Writes the line before a value that is sent in pieces, with a CAS value; a <see cref="LineEnd"/> has to follow the
    /// value.
    /// </summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="key">Its key.</param>
    /// <param name="clientFlags">Its flags.</param>
    /// <param name="valueLength">Length of the value that will follow.</param>
    /// <param name="cas">Its CAS value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteValueHead(
        Span<byte> destination, ReadOnlySpan<byte> key, uint clientFlags, int valueLength, ulong cas, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, key, clientFlags, valueLength);
        writer.Add((byte)' ');
        writer.AddNumber(cas);
        writer.Add(LineEnd);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes the number that incr or decr has led to.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="number">The number.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteNumber(Span<byte> destination, ulong number, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.AddNumber(number);
        writer.Add(LineEnd);
        return writer.TryFinish(out written);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // keeps the writer in registers
    private static void AddHead(ref SpanWriter writer, ReadOnlySpan<byte> key, uint clientFlags, int valueLength)
    {
        writer.Add("VALUE "u8);
        writer.Add(key);
        writer.Add((byte)' ');
        writer.AddNumber((ulong)clientFlags);
        writer.Add((byte)' ');
        writer.AddNumber((ulong)valueLength);
    }
}
