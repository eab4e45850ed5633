namespace CacheCore.Protocol.Text;

/// <summary>
/// A reply to a text command, or one element of it, parsed. It owns no bytes: its parts are places in the buffer it was parsed from, so
/// many of them can be kept in an array.
/// <code>
/// | VALUE user:1 0 5 | \r\n | hello | \r\n |        | STAT pid 4711 | \r\n |        | VA 5 t60 f0 | \r\n | hello | \r\n |
///         Key                 Value                        Key Arguments                  Arguments      Value
///   └──── Text ────┘                                  └─── Text ───┘                └── Text ──┘
/// </code>
/// </summary>
/// <remarks>Which properties mean something depends on the <see cref="Kind"/>; the others are 0 or empty.</remarks>
public struct TextReply
{
    /// <summary>What it is.</summary>
    public TextReplyKind Kind { get; internal set; }

    /// <summary>
    /// Which of the lines that never change it is; <see cref="ReplyLine.None"/> if it is none that is known here. Of a
    /// <see cref="TextReplyKind.Line"/> always one; of a refusal, whose reason may be any text, perhaps.
    /// </summary>
    public ReplyLine Line { get; internal set; }

    /// <summary>Who is at fault; <see cref="TextRefusal.None"/> if the line refuses nothing.</summary>
    public TextRefusal Refusal { get; internal set; }

    /// <summary>Of a meta reply: what became of the command.</summary>
    public MetaStatus Status { get; internal set; }

    /// <summary>The whole line, its end not counted.</summary>
    public ByteRange Text { get; internal set; }

    /// <summary>
    /// The key of an item, as it stands on the line: of <c>metadump</c> escaped, of <c>mgdump</c> perhaps Base64. The name of a statistic
    /// or of a prefix. A meta reply tells its key, if it does, among its flags.
    /// </summary>
    public ByteRange Key { get; internal set; }

    /// <summary>
    /// What stands behind that: the flags of a meta reply, a statistic's value, the counts of a prefix, what a dump tells of an item, the
    /// version, a refusal's reason.
    /// </summary>
    public ByteRange Arguments { get; internal set; }

    /// <summary>True if a value follows the line.</summary>
    public bool HasValue { get; internal set; }

    /// <summary>
    /// Where the value lies, the line end behind it not counted. Its start and its length are right even when the value is still pending.
    /// </summary>
    public ByteRange Value { get; internal set; }

    /// <summary>Of a value: the 32 bits of whoever stored it.</summary>
    public uint ClientFlags { get; internal set; }

    /// <summary>Of a value: its CAS value; 0 where the server did not tell.</summary>
    public ulong Cas { get; internal set; }

    /// <summary>What incr or decr has led to.</summary>
    public ulong Number { get; internal set; }

    /// <summary>Of a line of <c>mgdump</c>: true if the key is Base64 text.</summary>
    public bool IsBase64Key { get; internal set; }

    /// <summary>True if the command was not carried out, and the line says why.</summary>
    public readonly bool IsRefusal => Refusal != TextRefusal.None;

    /// <summary>The value as it arrives: for one that is still pending, from its first byte on.</summary>
    public readonly ValueBlock ValueBlock => ValueBlock.OfText(Value.Length);

    /// <summary>True if nothing more follows of the reply that this belongs to.</summary>
    /// <param name="form">
    /// The form of the reply: <see cref="VerbTable.RowOf"/> has it for each verb, <c>CrawlerCommand</c> for the dumps.
    /// </param>
    public readonly bool Ends(ReplyForm form) => IsRefusal || form switch
    {
        ReplyForm.Values => Kind != TextReplyKind.Value,
        ReplyForm.Listing => Kind is not (TextReplyKind.Statistic or TextReplyKind.Prefix or TextReplyKind.CacheDumpItem),
        ReplyForm.Dump => Kind is TextReplyKind.Line or TextReplyKind.Meta && Line != ReplyLine.Ok,
        ReplyForm.Log => Kind == TextReplyKind.Line && Line != ReplyLine.Ok,
        _ => true,
    };
}
