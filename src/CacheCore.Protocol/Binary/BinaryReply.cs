using System.Buffers.Binary;

namespace CacheCore.Protocol.Binary;

/// <summary>
/// A binary reply, parsed. It owns no bytes: its parts are places in the buffer it was parsed from, so many of them can be kept in an
/// array.
/// Which request it answers, <see cref="Opaque"/> tells.
/// </summary>
public struct BinaryReply
{
    /// <summary>The byte that the request had; of one that is not known there is still a reply.</summary>
    public byte Opcode { get; internal set; }

    /// <summary>What was asked for; <see cref="BinaryVerb.Unknown"/> for an opcode that does not exist.</summary>
    public BinaryVerb Verb { get; internal set; }

    /// <summary>What became of it.</summary>
    public BinaryStatus Status { get; internal set; }

    /// <summary>The request's number.</summary>
    public uint Opaque { get; internal set; }

    /// <summary>The item's CAS value; 0 where there is none.</summary>
    public ulong Cas { get; internal set; }

    /// <summary>Of a get, or a touch: the 32 bits of whoever stored the item.</summary>
    public uint ClientFlags { get; internal set; }

    /// <summary>Where the extras lie: of a get the flags, else nothing.</summary>
    public ByteRange Extras { get; internal set; }

    /// <summary>Where the key lies: of a get that was to return it, or the name of a statistic.</summary>
    public ByteRange Key { get; internal set; }

    /// <summary>
    /// Where the value lies: an item's, a statistic's, the version, a challenge, or of an error its text. Its start and its length are
    /// right even when the value is still pending.
    /// </summary>
    public ByteRange Value { get; internal set; }

    /// <summary>
    /// True if nothing more follows of the reply that this belongs to: always, but for the statistics, whose end is one without a name.
    /// </summary>
    public readonly bool IsLast => Verb != BinaryVerb.Stat || Status != BinaryStatus.Success || Key.IsEmpty;

    /// <summary>The value as it arrives: for one that is still pending, from its first byte on.</summary>
    public readonly ValueBlock ValueBlock => ValueBlock.OfBinary(Value.Length);

    /// <summary>The number that an increment or decrement has led to.</summary>
    /// <param name="buffer">What was parsed.</param>
    /// <param name="number">The number.</param>
    /// <returns>False: this is no such reply, or it has none.</returns>
    public readonly bool TryReadNumber(ReadOnlySpan<byte> buffer, out ulong number)
    {
        number = 0;
        bool isNumber = Verb is BinaryVerb.Increment or BinaryVerb.Decrement && Status == BinaryStatus.Success && Value.Length == sizeof(
            ulong);
        return isNumber && BinaryPrimitives.TryReadUInt64BigEndian(Value.In(buffer), out number);
    }
}
