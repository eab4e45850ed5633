namespace CacheCore.Protocol.Text;

/// <summary>What is known of a verb of the text protocol: one row of <see cref="VerbTable"/>.</summary>
public readonly ref struct VerbRow
{
    internal VerbRow(ReadOnlySpan<byte> name, TextVerb verb, VerbKind kind, ReplyForm form, bool takesNoReply = false)
    {
        Name = name;
        Verb = verb;
        Kind = kind;
        Form = form;
        TakesNoReply = takesNoReply;
    }

    /// <summary>The word that a line begins with.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The verb.</summary>
    public TextVerb Verb { get; }

    /// <summary>What sort of thing it asks for.</summary>
    public VerbKind Kind { get; }

    /// <summary>
    /// Of what its reply consists. The dumps of lru_crawler, one verb with many words, have <see
    /// cref="ReplyForm.Dump"/>.
    /// </summary>
    public ReplyForm Form { get; }

    /// <summary>True if the last word of its line may be <c>noreply</c>. Meta commands have flag q instead.</summary>
    public bool TakesNoReply { get; }

    /// <summary>True if a value follows its line.</summary>
    public bool HasValue => Kind == VerbKind.Storage || Verb == TextVerb.MetaSet;
}
