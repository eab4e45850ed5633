using System.Diagnostics.CodeAnalysis;

namespace CacheCore.Protocol.Text;

/// <summary>
/// A text command, parsed. It owns no bytes: key, value and arguments are places in the buffer it was parsed from, so many of them can be
/// kept in an array while their keys are looked ahead for.
/// </summary>
/// <remarks>Which properties mean something depends on the <see cref="Verb"/>; the others are 0 or empty.</remarks>
public struct TextCommand
{
    private MetaOptions _options;

    /// <summary>What is asked for.</summary>
    public TextVerb Verb { get; internal set; }

    /// <summary>What sort of thing that is.</summary>
    public VerbKind Kind { get; internal set; }

    /// <summary>
    /// Other than <see cref="ReplyLine.None"/>: the request is refused; all there is to do is to answer this line, unless
    /// <see cref="NoReply"/> is true. Only <see cref="Verb"/>, and <see cref="HasValue"/> with <see cref="Value"/>, can be relied on.
    /// </summary>
    public ReplyLine Error { get; internal set; }

    /// <summary>
    /// The classic <c>noreply</c>: neither the usual reply nor an error is to be sent. The meta commands' q is another
    /// thing.
    /// </summary>
    public bool NoReply { get; internal set; }

    /// <summary>True if a value follows the line.</summary>
    public readonly bool HasValue => Value.Start > 0; // behind its line

    /// <summary>
    /// Where the value lies, the line end behind it not counted. Its start and its length are right even when the value is still pending;
    /// of a refused
    /// request it is what has to be passed over.
    /// </summary>
    public ByteRange Value { get; internal set; }

    /// <summary>The key, or the first of several; as it stands on the line, so for a Base64 key its text.</summary>
    public ByteRange Key { get; internal set; }

    /// <summary>How many keys a retrieval names; 1 for others that have a key.</summary>
    public int KeyCount { get; internal set; }

    /// <summary>
    /// A retrieval: all its keys. A meta command: its flags. An administration command: all words behind its name.
    /// </summary>
    public ByteRange Arguments { get; internal set; }

    /// <summary>
    /// Time to live: 0 = for ever, negative = over already, up to 2,592,000 = seconds from now, above = Unix time.
    /// Of gat, gats, storage commands, touch, flush_all, and flag T.
    /// </summary>
    public int Exptime { get; internal set; }

    /// <summary>The caller's 32 bits. Of storage commands, and flag F.</summary>
    public uint ClientFlags { get; internal set; }

    /// <summary>The CAS value that the item must have. Of cas, and flag C.</summary>
    public ulong Cas { get; internal set; }

    /// <summary>incr, decr, ma: what to add or subtract. verbosity: the level. cache_memlimit: megabytes.</summary>
    public ulong Number { get; internal set; }

    /// <summary>What a meta command's flags say beyond that.</summary>
    public readonly MetaOptions Meta => _options;

    /// <summary><see cref="Meta"/>, to be filled in place.</summary>
    [UnscopedRef]
    internal ref MetaOptions Options => ref _options;

    /// <summary>True if nothing more is to be read from the connection once this is done: it asked to quit.</summary>
    public readonly bool ClosesConnection => Verb == TextVerb.Quit;

    /// <summary>True for get, gets, gat and gats, which may have many keys.</summary>
    public readonly bool IsRetrieval => Kind == VerbKind.Retrieval;

    /// <summary>The value as it arrives: for one that is still pending, from its first byte on.</summary>
    public readonly ValueBlock ValueBlock => ValueBlock.OfText(Value.Length);

    /// <summary>All keys, one after the other, as they stand on the line.</summary>
    /// <param name="buffer">What was parsed.</param>
    public readonly Words KeysIn(ReadOnlySpan<byte> buffer) => new(buffer, IsRetrieval ? Arguments : Key);

    /// <summary>The words of <see cref="Arguments"/>: keys, flags, or what an administration command says.</summary>
    /// <param name="buffer">What was parsed.</param>
    public readonly Words ArgumentsIn(ReadOnlySpan<byte> buffer) => new(buffer, Arguments);

    /// <summary>The key that an item is stored under: a Base64 key is decoded.</summary>
    /// <param name="buffer">What was parsed.</param>
    /// <param name="scratch">Where a Base64 key is decoded to: <see cref="ProtocolLimits.MaxDecodedKeyLength"/> bytes.</param>
    /// <returns>A part of <paramref name="buffer"/> or of <paramref name="scratch"/>; empty if the scratch was too small.</returns>
    public readonly ReadOnlySpan<byte> ItemKeyIn(ReadOnlySpan<byte> buffer, Span<byte> scratch)
    {
        if (!Meta.Has(MetaFlags.Base64Key))
        {
            return Key.In(buffer);
        }

        _ = Base64Key.TryDecode(Key.In(buffer), scratch, out int length);
        return scratch[..length];
    }
}
