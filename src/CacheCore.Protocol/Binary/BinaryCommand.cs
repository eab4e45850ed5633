namespace CacheCore.Protocol.Binary;

/// <summary>
/// A binary request, parsed. It owns no bytes: key and value are places in the buffer it was parsed from, so many of them can be kept in an
/// array while their keys are looked ahead for.
/// </summary>
/// <remarks>Which properties mean something depends on the <see cref="Verb"/>; the others are 0 or empty.</remarks>
public struct BinaryCommand
{
    /// <summary>The increment's <see cref="Exptime"/> that says: make no item if there is none.</summary>
    public const uint NeverCreate = uint.MaxValue;

    /// <summary>What is asked for.</summary>
    public BinaryVerb Verb { get; internal set; }

    /// <summary>What sort of thing that is.</summary>
    public readonly VerbKind Kind => OpcodeTable.KindOf(Verb);

    /// <summary>The byte that asked for it; the reply repeats it.</summary>
    public byte Opcode { get; internal set; }

    /// <summary>True for the quiet forms: the expected outcome is not answered. See <see cref="BinaryReplyWriter.IsHidden"/>.</summary>
    public bool IsQuiet { get; internal set; }

    /// <summary>True for the forms whose reply repeats the key.</summary>
    public bool ReturnsKey { get; internal set; }

    /// <summary>
    /// Other than <see cref="BinaryStatus.Success"/>: the request is refused; all there is to do is to answer this status. Only <see
    /// cref="Opcode"/>,
    /// <see cref="Opaque"/> and, as what has to be passed over, <see cref="Value"/> can be relied on.
    /// </summary>
    public BinaryStatus Error { get; internal set; }

    /// <summary>
    /// True if nothing more is to be read from the connection once this is answered: it asked to quit, or what follows cannot be
    /// told.
    /// </summary>
    public bool ClosesConnection { get; internal set; }

    /// <summary>The client's number for this request; the reply repeats it.</summary>
    public uint Opaque { get; internal set; }

    /// <summary>The CAS value that the item must have; 0 = any.</summary>
    public ulong Cas { get; internal set; }

    /// <summary>
    /// Time to live: 0 = for ever, up to 2,592,000 = seconds from now, above = Unix time. For Increment and Decrement that of an item that
    /// has to be made, or <see cref="NeverCreate"/>.
    /// </summary>
    public uint Exptime { get; internal set; }

    /// <summary>The caller's 32 bits, of Set, Add and Replace.</summary>
    public uint ClientFlags { get; internal set; }

    /// <summary>What Increment or Decrement adds or subtracts.</summary>
    public ulong Delta { get; internal set; }

    /// <summary>The number that an item starts with which Increment or Decrement has to make.</summary>
    public ulong Initial { get; internal set; }

    /// <summary>The key; the group of Stat; the mechanism of SASL requests.</summary>
    public ByteRange Key { get; internal set; }

    /// <summary>
    /// Where the value lies. Its start and its length are right even when the value is still pending; of a refused request it is what has
    /// to be passed over.
    /// </summary>
    public ByteRange Value { get; internal set; }

    /// <summary>The value as it arrives: for one that is still pending, from its first byte on.</summary>
    public readonly ValueBlock ValueBlock => ValueBlock.OfBinary(Value.Length);
}
