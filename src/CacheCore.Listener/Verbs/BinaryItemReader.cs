using CacheCore.Access.Items;
using CacheCore.Listener.Primitives;
using CacheCore.Protocol.Binary;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Verbs;

/// <summary>
/// Reads an item into a binary reply: the frame, then the value right behind it, both in the connection's own buffer.
/// An item that moves meanwhile is written anew over it.
/// </summary>
internal ref struct BinaryItemReader(Span<byte> room, ReadOnlySpan<byte> key, ref readonly BinaryCommand command, WireCas cas) : IItemReader
{
    private readonly Span<byte> _room = room;
    private readonly ReadOnlySpan<byte> _key = key;
    private readonly ref readonly BinaryCommand _command = ref command;
    private readonly WireCas _cas = cas;

    public static bool WantsSight => true;

    public static bool WantsInfo => false;

    public static bool IsCounted => true;

    /// <summary>Of the item that was found last.</summary>
    public FoundItem Item { get; private set; }

    /// <summary>Bytes of the whole reply; more than the room means that it was not written.</summary>
    public int Length { get; private set; }

    public readonly Span<byte> Prepare(int valueLength) => default;

    public Span<byte> Prepare(scoped in ItemSight sight)
    {
        Item = new FoundItem(in sight);
        bool fits = BinaryReplyWriter.TryWriteItemHead(
            _room, _command, _key, sight.Flags, _cas.Shown(sight.Cas), sight.ValueLength, out int head);
        Length = (fits ? head : BinaryAnswers.HeadLength + _key.Length) + sight.ValueLength;
        return fits && Length <= _room.Length ? _room.Slice(head, sight.ValueLength) : default;
    }

    public readonly void Note(in ItemInfo info)
    {
    }
}
