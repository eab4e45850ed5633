using CacheCore.Protocol.Spans;

namespace CacheCore.Protocol.Binary;

/// <summary>
/// A binary request, as a client sends it. Members that its verb has no use for are not looked at. All writers return false, and write 0
/// bytes, if the destination is too small, or there is no such verb.
/// <code>
/// new BinaryRequest { Verb = BinaryVerb.Set, Key = key, Exptime = 60, Opaque = number }.TryWrite(room, value, out written)
/// </code>
/// </summary>
public readonly ref struct BinaryRequest
{
    /// <summary>The most bytes of a request beside its key and its value.</summary>
    public const int MaxOverhead = BinaryFrame.HeaderLength + BinaryFrame.ArithmeticExtras;

    /// <summary>What is asked for.</summary>
    public BinaryVerb Verb { get; init; }

    /// <summary>True: the expected outcome is not to be answered. Not looked at where the verb has no quiet form.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>True: the reply is to repeat the key. Not looked at where the verb has no such form: only gets do.</summary>
    public bool ReturnsKey { get; init; }

    /// <summary>
    /// The key, at most <see cref="ProtocolLimits.MaxKeyLength"/> bytes of any kind; the group of Stat; the mechanism of
    /// SASL.
    /// </summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>A number that the reply repeats.</summary>
    public uint Opaque { get; init; }

    /// <summary>The CAS value that the item must have; 0 = any.</summary>
    public ulong Cas { get; init; }

    /// <summary>The caller's 32 bits, of Set, Add and Replace.</summary>
    public uint ClientFlags { get; init; }

    /// <summary>
    /// Time to live, as <see cref="BinaryCommand.Exptime"/>. Of Increment and Decrement that of an item that has to be made, or
    /// <see cref="BinaryCommand.NeverCreate"/>. Of Flush: when; 0 = now.
    /// </summary>
    public uint Exptime { get; init; }

    /// <summary>What Increment or Decrement adds or subtracts.</summary>
    public ulong Delta { get; init; }

    /// <summary>The number that an item starts with which Increment or Decrement has to make.</summary>
    public ulong Initial { get; init; }

    /// <summary>The byte that the request begins with, behind its magic; the reply repeats it.</summary>
    public byte Opcode => OpcodeForms.CodeOf(Verb, IsQuiet, ReturnsKey);

    /// <summary>The most bytes that <see cref="TryWrite(Span{byte}, out int)"/> may need.</summary>
    public int MaxLength => Key.Length + MaxOverhead;

    /// <summary>Writes a request without a value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or there is no such verb.</returns>
    public bool TryWrite(Span<byte> destination, out int written) => TryWriteHead(destination, valueLength: 0, out written);

    /// <summary>Writes a request with its value: storage commands, SASL's data.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="value">The value. With key and extras at most <see cref="ProtocolLimits.MaxBinaryBodyLength"/> bytes.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or there is no such verb.</returns>
    public bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> value, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, value.Length);
        writer.Add(value);
        return writer.TryFinish(out written, Verb != BinaryVerb.Unknown);
    }

    /// <summary>Writes what stands before a value that is sent in pieces. Nothing follows the value.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="valueLength">Length of the value.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False: too little room, or there is no such verb.</returns>
    public bool TryWriteHead(Span<byte> destination, int valueLength, out int written)
    {
        var writer = new SpanWriter(destination);
        AddHead(ref writer, valueLength);
        return writer.TryFinish(out written, Verb != BinaryVerb.Unknown);
    }

    private void AddHead(ref SpanWriter writer, int valueLength)
    {
        byte code = Opcode;
        FrameShape shape = OpcodeTable.Of(code).Shape;
        int extrasLength = ExtrasLength(shape);
        writer.Add(BinaryFrame.RequestMagic);
        writer.Add(code);
        writer.AddUInt16((ushort)Key.Length);
        writer.Add((byte)extrasLength);
        writer.Add(0);
        writer.AddUInt16(0);
        writer.AddUInt32((uint)(extrasLength + Key.Length + valueLength));
        writer.AddUInt32(Opaque);
        writer.AddUInt64(Cas);
        AddExtras(ref writer, shape);
        writer.Add(Key);
    }

    private int ExtrasLength(FrameShape shape) => shape switch
    {
        FrameShape.ExptimeKey => BinaryFrame.ExptimeExtras,
        FrameShape.OptionalExptime => Exptime == 0 ? 0 : BinaryFrame.ExptimeExtras,
        FrameShape.StorageKeyValue => BinaryFrame.StorageExtras,
        FrameShape.ArithmeticKey => BinaryFrame.ArithmeticExtras,
        _ => 0,
    };

    private void AddExtras(ref SpanWriter writer, FrameShape shape)
    {
        switch (shape)
        {
            case FrameShape.ExptimeKey:
            case FrameShape.OptionalExptime when Exptime != 0:
                writer.AddUInt32(Exptime);
                break;

            case FrameShape.StorageKeyValue:
                writer.AddUInt32(ClientFlags);
                writer.AddUInt32(Exptime);
                break;

            case FrameShape.ArithmeticKey:
                writer.AddUInt64(Delta);
                writer.AddUInt64(Initial);
                writer.AddUInt32(Exptime);
                break;
        }
    }
}
