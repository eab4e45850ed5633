using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Meta;

/// <summary>
/// A meta command on an item, as a client sends it: mg, ms, md, ma or me. <see cref="Flags"/> says which flags are sent; a number, a mode
/// or an opaque is written where its flag is among them. All writers return false, and write 0 bytes, if the destination is too small, or
/// the verb is none of these.
/// <code>
/// new MetaRequest { Verb = TextVerb.MetaGet, Key = key, Flags = MetaFlags.ReturnValue | MetaFlags.Ttl, Exptime = 60 }     mg KEY v T60\r\n
/// </code>
/// </summary>
/// <remarks>
/// Flags that ask are written before flags that set, so that <c>t</c> tells the time to live that the command found; the reply has its
/// own in the same order, <c>O</c> and <c>k</c> first. The key is written as it is: see <see cref="TextKey.IsValid"/>, and for keys of
/// other bytes
/// <see cref="Base64Key.TryEncode"/> with <see cref="MetaFlags.Base64Key"/>.
/// </remarks>
public readonly ref struct MetaRequest
{
    /// <summary>The most bytes of a request beside its key, its opaque and its value.</summary>
    public const int MaxOverhead = 192;

    /// <summary>mg, ms, md, ma or me.</summary>
    public TextVerb Verb { get; init; }

    /// <summary>The key as it stands on the line, 1 to <see cref="ProtocolLimits.MaxKeyLength"/> bytes.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The flags to send. Of me only <see cref="MetaFlags.Base64Key"/> counts.</summary>
    public MetaFlags Flags { get; init; }

    /// <summary>
    /// With <see cref="MetaFlags.Mode"/>: how ms or ma goes about it. A mode of the other command is sent as the usual
    /// one.
    /// </summary>
    public MetaMode Mode { get; init; }

    /// <summary>With <see cref="MetaFlags.Ttl"/>: the time to live, as <see cref="TextCommand.Exptime"/>.</summary>
    public int Exptime { get; init; }

    /// <summary>With <see cref="MetaFlags.Vivify"/>: the time to live of an item that has to be made.</summary>
    public int VivifyExptime { get; init; }

    /// <summary>With <see cref="MetaFlags.Recache"/>: seconds; an item with less time left may be renewed by one client.</summary>
    public int RecacheSeconds { get; init; }

    /// <summary>With <see cref="MetaFlags.ClientFlags"/>: the caller's 32 bits.</summary>
    public uint ClientFlags { get; init; }

    /// <summary>With <see cref="MetaFlags.CompareCas"/>: the CAS value that the item must have.</summary>
    public ulong Cas { get; init; }

    /// <summary>With <see cref="MetaFlags.NewCas"/>: the CAS value to give the item.</summary>
    public ulong NewCas { get; init; }

    /// <summary>With <see cref="MetaFlags.Delta"/>: what ma adds or subtracts.</summary>
    public ulong Delta { get; init; }

    /// <summary>With <see cref="MetaFlags.Initial"/>: the number that an item made by ma starts with.</summary>
    public ulong Initial { get; init; }

    /// <summary>
    /// With <see cref="MetaFlags.Opaque"/>: text that the reply repeats, at most <see cref="ProtocolLimits.MaxOpaqueLength"/> bytes, no
    /// space and no line end among them.
    /// </summary>
    public ReadOnlySpan<byte> Opaque { get; init; }

    /// <summary>The most bytes that <see cref="TryWrite(Span{byte}, out int)"/> may need.</summary>
    public int MaxLength => Key.Length + Opaque.Length + MaxOverhead;

    /// <summary>Writes a request without a value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or the verb is not mg, md, ma or me.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        AddName(ref writer);
        AddFlags(ref writer);
        return writer.TryFinish(out written, VerbTable.KindOf(Verb) == VerbKind.Meta && Verb != TextVerb.MetaSet);
    }

    /// <summary>Writes an ms with its value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="value">The value, at most <see cref="ProtocolLimits.MaxTextValueLength"/> bytes.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or the verb is not ms.</returns>
    public bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> value, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, value.Length);
        writer.Add(value);
        writer.Add("\r\n"u8);
        return writer.TryFinish(out written, Verb == TextVerb.MetaSet);
    }

    /// <summary>Writes the line of an ms whose value is sent in pieces; a line end has to follow the value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="valueLength">Length of the value, 0 to <see cref="ProtocolLimits.MaxTextValueLength"/>.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or the verb is not ms.</returns>
    public bool TryWriteHead(Span<byte> destination, int valueLength, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, valueLength);
        return writer.TryFinish(out written, Verb == TextVerb.MetaSet);
    }

    private void AddHead(ref SpanWriter writer, int valueLength)
    {
        AddName(ref writer);
        writer.Add((byte)' ');
        writer.AddNumber((ulong)valueLength);
        AddFlags(ref writer);
    }

    private void AddName(ref SpanWriter writer)
    {
        writer.Add(VerbTable.RowOf(Verb).Name);
        writer.Add((byte)' ');
        writer.Add(Key);
    }

    private void AddFlags(ref SpanWriter writer)
    {
        MetaFlags flags = Verb == TextVerb.MetaDebug ? Flags & MetaFlags.Base64Key : Flags;
        if (Has(flags, MetaFlags.Opaque))
        {
            writer.Add(" O"u8);
            writer.Add(Opaque);
        }

        AddQuestions(ref writer, flags);
        AddNumbers(ref writer, flags);
        if (Has(flags, MetaFlags.Mode))
        {
            writer.Add(" M"u8);
            writer.Add(LetterOf(Mode, Verb == TextVerb.MetaArithmetic));
        }

        writer.Add("\r\n"u8);
    }

    /// <summary>Flags that are a letter and nothing else.</summary>
    private static void AddQuestions(ref SpanWriter writer, MetaFlags flags)
    {
        const MetaFlags WithArgument = MetaFlags.CompareCas | MetaFlags.Delta | MetaFlags.NewCas | MetaFlags.ClientFlags | MetaFlags.Initial
            | MetaFlags.Mode | MetaFlags.Vivify | MetaFlags.Opaque | MetaFlags.Recache | MetaFlags.Ttl;
        for (ulong left = (ulong)(flags & MetaLetters.Known & ~WithArgument); left != 0; left &= left - 1)
        {
            writer.Add((byte)' ');
            writer.Add((byte)('A' + ulong.TrailingZeroCount(left)));
        }
    }

    private void AddNumbers(ref SpanWriter writer, MetaFlags flags)
    {
        AddSeconds(ref writer, flags, MetaFlags.Vivify, " N"u8, VivifyExptime);
        AddSeconds(ref writer, flags, MetaFlags.Ttl, " T"u8, Exptime);
        AddSeconds(ref writer, flags, MetaFlags.Recache, " R"u8, RecacheSeconds);
        AddNumber(ref writer, flags, MetaFlags.ClientFlags, " F"u8, ClientFlags);
        AddNumber(ref writer, flags, MetaFlags.CompareCas, " C"u8, Cas);
        AddNumber(ref writer, flags, MetaFlags.NewCas, " E"u8, NewCas);
        AddNumber(ref writer, flags, MetaFlags.Delta, " D"u8, Delta);
        AddNumber(ref writer, flags, MetaFlags.Initial, " J"u8, Initial);
    }

    private static void AddSeconds(ref SpanWriter writer, MetaFlags flags, MetaFlags flag, ReadOnlySpan<byte> letter, int seconds)
    {
        if (Has(flags, flag))
        {
            writer.Add(letter);
            writer.AddNumber((long)seconds);
        }
    }

    private static void AddNumber(ref SpanWriter writer, MetaFlags flags, MetaFlags flag, ReadOnlySpan<byte> letter, ulong number)
    {
        if (Has(flags, flag))
        {
            writer.Add(letter);
            writer.AddNumber(number);
        }
    }

    private static bool Has(MetaFlags flags, MetaFlags flag) => (flags & flag) != 0;

    private static byte LetterOf(MetaMode mode, bool isArithmetic) => (mode, isArithmetic) switch
    {
        (MetaMode.Add, false) => (byte)'E',
        (MetaMode.Replace, false) => (byte)'R',
        (MetaMode.Append, false) => (byte)'A',
        (MetaMode.Prepend, false) => (byte)'P',
        (MetaMode.Decrement, true) => (byte)'D',
        (_, true) => (byte)'I',
        _ => (byte)'S',
    };
}
