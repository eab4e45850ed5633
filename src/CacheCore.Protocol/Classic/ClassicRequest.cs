using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Classic;

/// <summary>
/// A classic command on items, as a client sends it. Members that its verb has no use for are not looked at. All writers return false, and
/// write 0 bytes, if the destination is too small, or the verb is not a classic one.
/// <code>
/// new ClassicRequest { Verb = TextVerb.Set, Key = key, Exptime = 60 }.TryWrite(room, value, out written)     set KEY 0 60 5\r\nhello\r\n
/// </code>
/// </summary>
/// <remarks>
/// The key is written as it is: whoever takes keys from others asks <see cref="TextKey.IsValid"/> first, or a key with a line end in it
/// says what its author likes.
/// </remarks>
public readonly ref struct ClassicRequest
{
    /// <summary>The most bytes of a request beside its key and its value.</summary>
    public const int MaxOverhead = 71;

    /// <summary>A retrieval, a storage command, delete, touch, incr or decr.</summary>
    public TextVerb Verb { get; init; }

    /// <summary>The key, 1 to <see cref="ProtocolLimits.MaxKeyLength"/> bytes.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The caller's 32 bits, of storage commands.</summary>
    public uint ClientFlags { get; init; }

    /// <summary>
    /// Time to live, of storage commands, touch, gat and gats: 0 = for ever, negative = over already, up to 2,592,000 = seconds from now,
    /// above = Unix time.
    /// </summary>
    public int Exptime { get; init; }

    /// <summary>Of cas: the CAS value that the item must have.</summary>
    public ulong Cas { get; init; }

    /// <summary>Of incr and decr: what to add or subtract.</summary>
    public ulong Delta { get; init; }

    /// <summary>True: nothing is to be answered. Not every error heeds it. Retrievals know no such thing.</summary>
    public bool NoReply { get; init; }

    /// <summary>The most bytes that <see cref="TryWrite(Span{byte}, out int)"/> may need.</summary>
    public int MaxLength => Key.Length + MaxOverhead;

    /// <summary>Writes a request without a value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or the verb is none of these, or stores a value.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        VerbKind kind = Kind;
        bool isMine = kind is VerbKind.Retrieval or VerbKind.Removal or VerbKind.Touch or VerbKind.Arithmetic;
        AddStart(ref writer, Verb, Exptime);
        writer.Add((byte)' ');
        writer.Add(Key);
        switch (kind)
        {
            case VerbKind.Touch:
                writer.Add((byte)' ');
                writer.AddNumber((long)Exptime);
                break;

            case VerbKind.Arithmetic:
                writer.Add((byte)' ');
                writer.AddNumber(Delta);
                break;
        }

        AddEnd(ref writer, NoReply && kind != VerbKind.Retrieval);
        return writer.TryFinish(out written, isMine);
    }

    /// <summary>Writes a request with its value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="value">The value, at most <see cref="ProtocolLimits.MaxTextValueLength"/> bytes.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or the verb stores no value.</returns>
    public bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> value, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, value.Length);
        writer.Add(value);
        writer.Add(ClassicReplyWriter.LineEnd);
        return writer.TryFinish(out written, Kind == VerbKind.Storage);
    }

    /// <summary>Writes the line before a value that is sent in pieces; a line end has to follow the value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="valueLength">Length of the value, 0 to <see cref="ProtocolLimits.MaxTextValueLength"/>.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or the verb stores no value.</returns>
    public bool TryWriteHead(Span<byte> destination, int valueLength, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, valueLength);
        return writer.TryFinish(out written, Kind == VerbKind.Storage);
    }

    /// <summary>
    /// Begins a retrieval of several keys, for which <see cref="TryAddKey"/> and, behind the last one,
    /// <see cref="ClassicReplyWriter.LineEnd"/> follow.
    /// </summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="verb">get, gets, gat or gats.</param>
    /// <param name="exptime">The time to live that gat and gats set.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or the verb is none of these.</returns>
    public static bool TryBeginRetrieval(Span<byte> destination, TextVerb verb, int exptime, out int written)
    {
        var writer = new SpanWriter(destination);
        AddStart(ref writer, verb, exptime);
        return writer.TryFinish(out written, VerbTable.KindOf(verb) == VerbKind.Retrieval);
    }

    /// <summary>Writes one more key of a retrieval.</summary>
    /// <param name="destination">Where it goes, behind what was written before.</param>
    /// <param name="key">The key.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room.</returns>
    public static bool TryAddKey(Span<byte> destination, ReadOnlySpan<byte> key, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add((byte)' ');
        writer.Add(key);
        return writer.TryFinish(out written);
    }

    private VerbKind Kind => VerbTable.KindOf(Verb);

    private static void AddStart(ref SpanWriter writer, TextVerb verb, int exptime)
    {
        writer.Add(VerbTable.RowOf(verb).Name);
        if (verb is TextVerb.Gat or TextVerb.Gats)
        {
            writer.Add((byte)' ');
            writer.AddNumber((long)exptime);
        }
    }

    private void AddHead(ref SpanWriter writer, int valueLength)
    {
        writer.Add(VerbTable.RowOf(Verb).Name);
        writer.Add((byte)' ');
        writer.Add(Key);
        writer.Add((byte)' ');
        writer.AddNumber((ulong)ClientFlags);
        writer.Add((byte)' ');
        writer.AddNumber((long)Exptime);
        writer.Add((byte)' ');
        writer.AddNumber((ulong)valueLength);
        if (Verb == TextVerb.Cas)
        {
            writer.Add((byte)' ');
            writer.AddNumber(Cas);
        }

        AddEnd(ref writer, NoReply);
    }

    private static void AddEnd(ref SpanWriter writer, bool noReply)
    {
        writer.Add(noReply ? " noreply"u8 : []);
        writer.Add(ClassicReplyWriter.LineEnd);
    }
}
