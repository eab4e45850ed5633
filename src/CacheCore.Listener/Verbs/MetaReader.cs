using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Listener.Primitives;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Verbs;

/// <summary>
/// What a read by mg does to the item. A parameter of <see cref="MetaReader{TTrace}"/>, so that each kind is compiled for itself.
/// </summary>
internal interface IMetaTrace
{
    static abstract bool WantsInfo { get; }

    static abstract bool IsCounted { get; }
}

/// <summary>A read of the value that counts as one.</summary>
internal readonly struct ValueTrace : IMetaTrace
{
    public static bool WantsInfo => false;

    public static bool IsCounted => true;
}

/// <summary>
/// A read of all but the value that counts as one: it has to be told about the item, as nothing is copied that it could be counted by.
/// </summary>
internal readonly struct HeadTrace : IMetaTrace
{
    public static bool WantsInfo => true;

    public static bool IsCounted => true;
}

/// <summary>A read that leaves no trace.</summary>
internal readonly struct NoTrace : IMetaTrace
{
    public static bool WantsInfo => false;

    public static bool IsCounted => false;
}

/// <summary>
/// Reads an item into the reply of mg: status and flags, then the value if it is asked for, all in the connection's own buffer. An item
/// that moves meanwhile is written anew over it.
/// </summary>
internal ref struct MetaReader<TTrace>(
    Span<byte> room, ReadOnlySpan<byte> buffer, ref readonly TextCommand command, WireTime time, WireCas cas) : IItemReader
    where TTrace : struct, IMetaTrace
{
    private const int LineEndLength = 2;

    /// <summary>
    /// Flags that need no more of the item than its length; those that do not matter to mg are missing, as hardly anybody gives them.
    /// </summary>
    private const MetaFlags Undescribed =
        MetaFlags.ReturnValue | MetaFlags.ReturnKey | MetaFlags.Base64Key | MetaFlags.Opaque | MetaFlags.Quiet | MetaFlags.NoBump;

    private readonly Span<byte> _room = room;
    private readonly ReadOnlySpan<byte> _buffer = buffer;
    private readonly ref readonly TextCommand _command = ref command;
    private readonly WireTime _time = time;
    private readonly WireCas _cas = cas;
    private bool _hasValue;

    public static bool WantsSight => true;

    public static bool WantsInfo => TTrace.WantsInfo;

    public static bool IsCounted => TTrace.IsCounted;

    /// <summary>Of the item that was found last.</summary>
    public FoundItem Item { get; private set; }

    /// <summary>True if this client is told to renew the item.</summary>
    public bool IsWon { get; private set; }

    /// <summary>Bytes of the whole reply; more than the room means that it was not written.</summary>
    public int Length { get; private set; }

    public readonly Span<byte> Prepare(int valueLength) => default;

    public Span<byte> Prepare(scoped in ItemSight sight)
    {
        Item = new FoundItem(in sight);
        IsWon = false;
        MetaItem item = IsToBeDescribed(in sight) ? Describe(in sight) : default;
        bool isUnchanged = _command.Meta.Has(MetaFlags.CompareCas) && _command.Cas == _cas.Shown(sight.Cas);
        _hasValue = _command.Meta.Has(MetaFlags.ReturnValue) && !isUnchanged;
        int head;
        if (!_hasValue)
        {
            bool isWritten = MetaReplyWriter.TryWrite(_room, _buffer, _command, MetaStatus.Done, item, out head);
            Length = isWritten ? head : _room.Length + 1;
            return default;
        }

        bool fits = MetaReplyWriter.TryWriteValueHead(_room, _buffer, _command, item, sight.ValueLength, out head);
        Length = (fits ? head : _room.Length) + sight.ValueLength + LineEndLength;
        return fits && Length <= _room.Length ? _room.Slice(head, sight.ValueLength) : default;
    }

    public readonly void Note(in ItemInfo info)
    {
    }

    /// <summary>Ends the reply, after the copy has proved good.</summary>
    public readonly void Finish()
    {
        if (_hasValue)
        {
            "\r\n"u8.CopyTo(_room[(Length - LineEndLength)..]);
        }
    }

    /// <summary>False where the length of the value is all that the reply tells of the item, as most do.</summary>
    private readonly bool IsToBeDescribed(scoped in ItemSight sight) => sight.Marks != ItemMarks.None || _command.Meta.Has(~Undescribed);

    private MetaItem Describe(in ItemSight sight)
    {
        MetaOptions options = _command.Meta;
        ItemMarks marks = sight.Marks;
        bool isStale = (marks & ItemMarks.Stale) != 0;
        bool isAwarded = (marks & ItemMarks.Awarded) != 0;
        long ttl = sight.HasDeadline ? _time.SecondsLeft(in sight) : MetaItem.NoTtl;
        long newTtl = options.Has(MetaFlags.Ttl) ? _time.SecondsLeft(_time.LifetimeOf(_command.Exptime)) : ttl;
        IsWon = !isAwarded && (isStale || WantsRenewal(ttl, newTtl));
        return new MetaItem
        {
            Size = sight.ValueLength,
            ClientFlags = sight.Flags,
            Cas = _cas.Shown(sight.Cas),
            Ttl = ttl,
            NewTtl = newTtl,
            IdleSeconds = options.Has(MetaFlags.ReturnIdle) ? _time.IdleSeconds(in sight) : 0,
            WasFetched = sight.WasRead,
            IsAwarded = isAwarded,
            IsStale = isStale,
            IsWon = IsWon,
        };
    }

    /// <summary>True if flag R fires. Flags count in their order: behind T it looks at the new time to live.</summary>
    private readonly bool WantsRenewal(long ttl, long newTtl)
    {
        if (!_command.Meta.Has(MetaFlags.Recache))
        {
            return false;
        }

        long seen = ttl;
        foreach (ReadOnlySpan<byte> flag in _command.ArgumentsIn(_buffer))
        {
            if (flag[0] == 'R')
            {
                break;
            }

            seen = flag[0] == 'T' ? newTtl : seen;
        }

        return seen >= 0 && seen < _command.Meta.RecacheSeconds;
    }
}
