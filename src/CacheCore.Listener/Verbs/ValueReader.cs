using CacheCore.Access.Items;
using CacheCore.Listener.Primitives;
using CacheCore.Protocol.Classic;

namespace CacheCore.Listener.Verbs;

/// <summary>
/// Reads an item into a reply of get, gets, gat or gats: the line, then the value right behind it, both in the connection's own buffer. An
/// item that moves meanwhile is written anew over it.
/// </summary>
internal ref struct ValueReader(Span<byte> room, ReadOnlySpan<byte> key, bool hasCas, WireCas cas) : IItemReader
{
    private readonly Span<byte> _room = room;
    private readonly ReadOnlySpan<byte> _key = key;
    private readonly bool _hasCas = hasCas;
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
        int length = sight.ValueLength;
        bool fits = _hasCas
            ? ClassicReplyWriter.TryWriteValueHead(_room, _key, sight.Flags, length, _cas.Shown(sight.Cas), out int head)
            : ClassicReplyWriter.TryWriteValueHead(_room, _key, sight.Flags, length, out head);
        Length = (fits ? head : ClassicReplyWriter.MaxValueOverhead + _key.Length) + length + ClassicReplyWriter.LineEnd.Length;
        return fits && Length <= _room.Length ? _room.Slice(head, length) : default;
    }

    public readonly void Note(in ItemInfo info)
    {
    }

    /// <summary>Ends the reply, after the copy has proved good.</summary>
    public readonly void Finish() => ClassicReplyWriter.LineEnd.CopyTo(_room[(Length - ClassicReplyWriter.LineEnd.Length)..]);
}
