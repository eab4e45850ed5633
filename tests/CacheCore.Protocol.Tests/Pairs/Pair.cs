using System.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>
/// A half of a dialect that writes and the half that reads it back. Both tell in the same words what was said, so that the words can be
/// compared.
/// </summary>
internal abstract class Pair
{
    /// <summary>Enough for one message.</summary>
    public const int MaxLength = 4096;

    /// <summary>All of them, new ones.</summary>
    public static IEnumerable<Pair> All() =>
    [
        new ClassicCommandPair(),
        new MetaCommandPair(),
        new AdministrationCommandPair(),
        new CredentialsPair(),
        new BinaryCommandPair(),
        new ClassicReplyPair(),
        new MetaReplyPair(),
        new AdministrationReplyPair(),
        new BinaryReplyPair(),
    ];

    /// <summary>Writes one message.</summary>
    /// <param name="random">Decides what it says.</param>
    /// <param name="room">Where it goes.</param>
    /// <param name="written">Its length.</param>
    /// <returns>What it says, in words.</returns>
    public abstract string Write(RandomText random, Span<byte> room, out int written);

    /// <summary>Reads what has arrived, as far as it is whole.</summary>
    /// <param name="arrived">What has arrived and was not read before.</param>
    /// <param name="said">Gets what was said, in words.</param>
    /// <returns>How much was read.</returns>
    public abstract int Read(ReadOnlySpan<byte> arrived, List<string> said);

    public override string ToString() => GetType().Name;

    /// <summary>Bytes in words.</summary>
    protected static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Bytes of a buffer in words.</summary>
    protected static string Text(ByteRange range, ReadOnlySpan<byte> buffer) => Text(range.In(buffer));
}
