using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Meta;

/// <summary>
/// What the flags of a meta reply say. They come where the request asked for them; <see cref="Flags"/> tells which have come, and numbers
/// whose flag has not come are 0.
/// </summary>
public struct MetaReply
{
    /// <summary>
    /// The flags that have come, each the bit of its letter. <c>W</c>, <c>X</c> and <c>Z</c>, which nobody asks for, are told by
    /// <see cref="Item"/>.
    /// </summary>
    public MetaFlags Flags { get; private set; }

    /// <summary>What they say of the item. <see cref="MetaItem.NewTtl"/> is the same as <see cref="MetaItem.Ttl"/>.</summary>
    public MetaItem Item { get; private set; }

    /// <summary>Where the key lies, as the request had it: flag <c>k</c>.</summary>
    public ByteRange Key { get; private set; }

    /// <summary>Where the request's opaque lies, the letter <c>O</c> not counted.</summary>
    public ByteRange Opaque { get; private set; }

    /// <summary>True if the key is Base64 text: flag <c>b</c>.</summary>
    public readonly bool IsBase64Key => Has(MetaFlags.Base64Key);

    /// <summary>True if a flag has come.</summary>
    /// <param name="flag">One flag, or several of which one is enough.</param>
    public readonly bool Has(MetaFlags flag) => (Flags & flag) != 0;

    /// <summary>Reads the flags of a reply. Letters that are not known are passed over.</summary>
    /// <param name="buffer">What the reply was parsed from.</param>
    /// <param name="reply">The reply; of another kind than <see cref="TextReplyKind.Meta"/> there is nothing to read.</param>
    /// <param name="meta">What they say.</param>
    /// <returns>False: this is no meta reply, or a flag has something else behind it than its number.</returns>
    public static bool TryParse(ReadOnlySpan<byte> buffer, in TextReply reply, out MetaReply meta)
    {
        meta = default;
        bool isValid = reply.Kind == TextReplyKind.Meta;
        var item = new ItemFlags { Size = reply.Value.Length };
        Words.Enumerator words = new Words(buffer, isValid ? reply.Arguments : default).GetEnumerator();
        while (words.MoveNext())
        {
            byte letter = words.Current[0];
            switch (letter)
            {
                case (byte)'O':
                    meta.Opaque = Behind(words.Range);
                    break;
                case (byte)'k':
                    meta.Key = Behind(words.Range);
                    break;
                default:
                    isValid &= item.TryTake(letter, words.Current[1..]);
                    break;
            }

            meta.Flags |= MetaLetters.FlagOf(letter);
        }

        meta.Item = item.ToItem();
        return isValid;
    }

    /// <summary>Reads what <c>me</c> tells of an item.</summary>
    /// <param name="buffer">What the reply was parsed from.</param>
    /// <param name="reply">The reply, a <see cref="TextReplyKind.MetaDebug"/>.</param>
    /// <param name="item">Time to live, idle time, CAS value, whether it was fetched.</param>
    /// <param name="slabClass">Number of its slab class.</param>
    /// <param name="itemSize">Bytes that the item takes, all counted.</param>
    /// <returns>False: this is no such reply, or there is something else than a number where one belongs.</returns>
    public static bool TryParseDebug(
        ReadOnlySpan<byte> buffer, in TextReply reply, out MetaItem item, out int slabClass, out long itemSize)
    {
        (long ttl, long idle, ulong cas, bool wasFetched) = (0, 0, 0, false);
        (slabClass, itemSize) = (0, 0);
        bool isValid = reply.Kind == TextReplyKind.MetaDebug;
        foreach (ReadOnlySpan<byte> word in new Words(buffer, isValid ? reply.Arguments : default))
        {
            ReadOnlySpan<byte> name = FieldText.NameOf(word, out ReadOnlySpan<byte> text);
            isValid &= name switch
            {
                _ when name.SequenceEqual("exp"u8) => DecimalNumber.TryParse(text, out ttl),
                _ when name.SequenceEqual("la"u8) => DecimalNumber.TryParse(text, out idle),
                _ when name.SequenceEqual("cas"u8) => DecimalNumber.TryParse(text, out cas),
                _ when name.SequenceEqual("cls"u8) => DecimalNumber.TryParse(text, out slabClass),
                _ when name.SequenceEqual("size"u8) => DecimalNumber.TryParse(text, out itemSize),
                _ => true,
            };
            wasFetched |= word.SequenceEqual("fetch=yes"u8);
        }

        item = new MetaItem { Ttl = ttl, NewTtl = ttl, IdleSeconds = idle, Cas = cas, WasFetched = wasFetched };
        return isValid;
    }

    private static ByteRange Behind(ByteRange word) => new(word.Start + 1, word.Length - 1);

    /// <summary>The parts of a <see cref="MetaItem"/> while they come.</summary>
    private struct ItemFlags
    {
        private long _ttl;
        private long _idleSeconds;
        private ulong _cas;
        private uint _clientFlags;
        private bool _wasFetched;
        private bool _isWon;
        private bool _isStale;
        private bool _isAwarded;

        public int Size;

        public bool TryTake(byte letter, ReadOnlySpan<byte> text)
        {
            switch (letter)
            {
                case (byte)'c':
                    return DecimalNumber.TryParse(text, out _cas);
                case (byte)'f':
                    return DecimalNumber.TryParse(text, out _clientFlags);
                case (byte)'h':
                    _wasFetched = text.SequenceEqual("1"u8);
                    return _wasFetched || text.SequenceEqual("0"u8);
                case (byte)'l':
                    return DecimalNumber.TryParse(text, out _idleSeconds);
                case (byte)'s':
                    return DecimalNumber.TryParse(text, out Size);
                case (byte)'t':
                    return DecimalNumber.TryParse(text, out _ttl);
                case (byte)'W':
                    _isWon = true;
                    return true;
                case (byte)'X':
                    _isStale = true;
                    return true;
                case (byte)'Z':
                    _isAwarded = true;
                    return true;
                default:
                    return true;
            }
        }

        public readonly MetaItem ToItem() => new()
        {
            Size = Size,
            ClientFlags = _clientFlags,
            Cas = _cas,
            Ttl = _ttl,
            NewTtl = _ttl,
            IdleSeconds = _idleSeconds,
            WasFetched = _wasFetched,
            IsWon = _isWon,
            IsStale = _isStale,
            IsAwarded = _isAwarded,
        };
    }
}
