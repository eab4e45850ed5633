using CacheCore.Protocol.Spans;

namespace CacheCore.Protocol.Administration;

/// <summary>
/// Writes the lines of administration commands that are not one of the <see cref="Text.ReplyLine"/>s. All of them return false, and write
/// 0 bytes, if
/// the destination is too small.
/// </summary>
public static class AdministrationReplyWriter
{
    /// <summary>Writes <c>VERSION text</c>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="version">The version.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteVersion(Span<byte> destination, ReadOnlySpan<byte> version, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("VERSION "u8);
        writer.Add(version);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes a statistic that is text: <c>STAT name value</c>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteStatistic(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out int written)
    {
        var writer = new SpanWriter(destination);
        AddStatisticName(ref writer, name);
        writer.Add(value);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes a statistic that is a whole number.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteStatistic(Span<byte> destination, ReadOnlySpan<byte> name, long value, out int written)
    {
        var writer = new SpanWriter(destination);
        AddStatisticName(ref writer, name);
        writer.AddNumber(value);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes a statistic that is a fraction.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="decimals">Digits behind the point.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteStatistic(Span<byte> destination, ReadOnlySpan<byte> name, double value, int decimals, out int written)
    {
        var writer = new SpanWriter(destination);
        AddStatisticName(ref writer, name);
        writer.AddNumber(value, decimals);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes a line of <c>stats cachedump</c>: <c>ITEM key [length b; time s]</c>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="key">The item's key.</param>
    /// <param name="valueLength">Length of its value.</param>
    /// <param name="expiresAt">Unix time at which it expires; 0 = never.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteCacheDumpItem(
        Span<byte> destination, ReadOnlySpan<byte> key, int valueLength, long expiresAt, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("ITEM "u8);
        writer.Add(key);
        writer.Add(" ["u8);
        writer.AddNumber((ulong)valueLength);
        writer.Add(" b; "u8);
        writer.AddNumber(expiresAt);
        writer.Add(" s]\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes a line of <c>stats detail dump</c>: <c>PREFIX name get N hit N set N del N</c>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="gets">Keys asked for.</param>
    /// <param name="hits">Of them found.</param>
    /// <param name="sets">Keys stored.</param>
    /// <param name="deletes">Keys deleted.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWritePrefix(
        Span<byte> destination, ReadOnlySpan<byte> prefix, long gets, long hits, long sets, long deletes, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("PREFIX "u8);
        writer.Add(prefix);
        writer.Add(" get "u8);
        writer.AddNumber(gets);
        writer.Add(" hit "u8);
        writer.AddNumber(hits);
        writer.Add(" set "u8);
        writer.AddNumber(sets);
        writer.Add(" del "u8);
        writer.AddNumber(deletes);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    /// <summary>Writes a line of <c>lru_crawler mgdump</c>: an mg command for the item. A Base64 key is written as one.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="key">The item's key.</param>
    /// <param name="isBinaryKey">True: the key may hold anything.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteKeyDumpItem(Span<byte> destination, ReadOnlySpan<byte> key, bool isBinaryKey, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("mg "u8);
        if (isBinaryKey)
        {
            writer.AddBase64(key);
            writer.Add(" b"u8);
        }
        else
        {
            writer.Add(key);
        }

        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    private static void AddStatisticName(ref SpanWriter writer, ReadOnlySpan<byte> name)
    {
        writer.Add("STAT "u8);
        writer.Add(name);
        writer.Add((byte)' ');
    }
}
