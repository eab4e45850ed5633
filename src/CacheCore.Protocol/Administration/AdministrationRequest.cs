using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>
/// Writes the commands that concern a server or a connection. Those with words of their own, such as <see cref="SlabsCommand"/>, write
/// themselves.
/// All of them return false, and write 0 bytes, if the destination is too small.
/// </summary>
public static class AdministrationRequest
{
    /// <summary>Writes a command that is nothing but its name: version, mn, quit, stats, shutdown, refresh_certs.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="verb">Which; what needs more than its name is written all the same, and will be refused.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or <see cref="TextVerb.Unknown"/>.</returns>
    public static bool TryWrite(Span<byte> destination, TextVerb verb, out int written) => TryWrite(destination, verb, [], out written);

    /// <summary>Writes a command and what stands behind its name, for what this library has no type for: <c>stats proxy</c>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="verb">Which.</param>
    /// <param name="words">The words behind its name, spaces between them; no line end among them.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or <see cref="TextVerb.Unknown"/>.</returns>
    public static bool TryWrite(Span<byte> destination, TextVerb verb, ReadOnlySpan<byte> words, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add(VerbTable.RowOf(verb).Name);
        writer.Add(words.IsEmpty ? [] : " "u8);
        writer.Add(words);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written, verb != TextVerb.Unknown);
    }

    /// <summary>Writes <c>verbosity LEVEL</c>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="level">0 to 2; servers take more for 2.</param>
    /// <param name="noReply">True: nothing is to be answered.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteVerbosity(Span<byte> destination, uint level, bool noReply, out int written) =>
        TryWriteNumber(destination, TextVerb.Verbosity, level, noReply, out written);

    /// <summary>Writes <c>cache_memlimit MEGABYTES</c>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="megabytes">The new limit.</param>
    /// <param name="noReply">True: nothing is to be answered.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteCacheMemoryLimit(Span<byte> destination, uint megabytes, bool noReply, out int written) =>
        TryWriteNumber(destination, TextVerb.CacheMemoryLimit, megabytes, noReply, out written);

    /// <summary>Writes <c>flush_all [EXPTIME]</c>.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="exptime">When: seconds from now, or Unix time; 0 = now.</param>
    /// <param name="noReply">True: nothing is to be answered.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWriteFlushAll(Span<byte> destination, int exptime, bool noReply, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add(VerbTable.RowOf(TextVerb.FlushAll).Name);
        if (exptime != 0)
        {
            writer.Add((byte)' ');
            writer.AddNumber((long)exptime);
        }

        AddEnd(ref writer, noReply);
        return writer.TryFinish(out written);
    }

    private static bool TryWriteNumber(Span<byte> destination, TextVerb verb, uint number, bool noReply, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add(VerbTable.RowOf(verb).Name);
        writer.Add((byte)' ');
        writer.AddNumber((ulong)number);
        AddEnd(ref writer, noReply);
        return writer.TryFinish(out written);
    }

    private static void AddEnd(ref SpanWriter writer, bool noReply)
    {
        writer.Add(noReply ? " noreply"u8 : []);
        writer.Add("\r\n"u8);
    }
}
