namespace CacheCore.Protocol.Text;

/// <summary>The verbs of the text protocol, a row each.</summary>
public static class VerbTable
{
    private static readonly VerbKind[] Kinds = KindsOfRows();

#pragma warning disable format // a table
    /// <summary>The row of a verb; of <see cref="TextVerb.Unknown"/> an empty one.</summary>
    /// <param name="verb">The verb.</param>
    public static VerbRow RowOf(TextVerb verb) => verb switch
    {
        TextVerb.Get                 => new("get"u8,            verb, VerbKind.Retrieval,      ReplyForm.Values),
        TextVerb.Gets                => new("gets"u8,           verb, VerbKind.Retrieval,      ReplyForm.Values),
        TextVerb.Gat                 => new("gat"u8,            verb, VerbKind.Retrieval,      ReplyForm.Values),
        TextVerb.Gats                => new("gats"u8,           verb, VerbKind.Retrieval,      ReplyForm.Values),
        TextVerb.Set                 => new("set"u8,            verb, VerbKind.Storage,        ReplyForm.One, takesNoReply: true),
        TextVerb.Add                 => new("add"u8,            verb, VerbKind.Storage,        ReplyForm.One, takesNoReply: true),
        TextVerb.Replace             => new("replace"u8,        verb, VerbKind.Storage,        ReplyForm.One, takesNoReply: true),
        TextVerb.Append              => new("append"u8,         verb, VerbKind.Storage,        ReplyForm.One, takesNoReply: true),
        TextVerb.Prepend             => new("prepend"u8,        verb, VerbKind.Storage,        ReplyForm.One, takesNoReply: true),
        TextVerb.Cas                 => new("cas"u8,            verb, VerbKind.Storage,        ReplyForm.One, takesNoReply: true),
        TextVerb.Delete              => new("delete"u8,         verb, VerbKind.Removal,        ReplyForm.One, takesNoReply: true),
        TextVerb.Touch               => new("touch"u8,          verb, VerbKind.Touch,          ReplyForm.One, takesNoReply: true),
        TextVerb.Increment           => new("incr"u8,           verb, VerbKind.Arithmetic,     ReplyForm.One, takesNoReply: true),
        TextVerb.Decrement           => new("decr"u8,           verb, VerbKind.Arithmetic,     ReplyForm.One, takesNoReply: true),
        TextVerb.MetaGet             => new("mg"u8,             verb, VerbKind.Meta,           ReplyForm.One),
        TextVerb.MetaSet             => new("ms"u8,             verb, VerbKind.Meta,           ReplyForm.One),
        TextVerb.MetaDelete          => new("md"u8,             verb, VerbKind.Meta,           ReplyForm.One),
        TextVerb.MetaArithmetic      => new("ma"u8,             verb, VerbKind.Meta,           ReplyForm.One),
        TextVerb.MetaDebug           => new("me"u8,             verb, VerbKind.Meta,           ReplyForm.One),
        TextVerb.MetaNoOp            => new("mn"u8,             verb, VerbKind.Session,        ReplyForm.One),
        TextVerb.Quit                => new("quit"u8,           verb, VerbKind.Session,        ReplyForm.None),
        TextVerb.Version             => new("version"u8,        verb, VerbKind.Administration, ReplyForm.One),
        TextVerb.Verbosity           => new("verbosity"u8,      verb, VerbKind.Administration, ReplyForm.One, takesNoReply: true),
        TextVerb.FlushAll            => new("flush_all"u8,      verb, VerbKind.Administration, ReplyForm.One, takesNoReply: true),
        TextVerb.Stats               => new("stats"u8,          verb, VerbKind.Administration, ReplyForm.Listing),
        TextVerb.CacheMemoryLimit    => new("cache_memlimit"u8, verb, VerbKind.Administration, ReplyForm.One, takesNoReply: true),
        TextVerb.Shutdown            => new("shutdown"u8,       verb, VerbKind.Administration, ReplyForm.One),
        TextVerb.Slabs               => new("slabs"u8,          verb, VerbKind.Administration, ReplyForm.One),
        TextVerb.Lru                 => new("lru"u8,            verb, VerbKind.Administration, ReplyForm.One),
        TextVerb.LruCrawler          => new("lru_crawler"u8,    verb, VerbKind.Administration, ReplyForm.One),
        TextVerb.Watch               => new("watch"u8,          verb, VerbKind.Administration, ReplyForm.Log),
        TextVerb.RefreshCertificates => new("refresh_certs"u8,  verb, VerbKind.Administration, ReplyForm.One),
        TextVerb.Extstore            => new("extstore"u8,       verb, VerbKind.Administration, ReplyForm.One),
        TextVerb.Misbehave           => new("misbehave"u8,      verb, VerbKind.Debugging,      ReplyForm.One),
        TextVerb.DebugTime           => new("debugtime"u8,      verb, VerbKind.Debugging,      ReplyForm.One),
        TextVerb.DebugItem           => new("debugitem"u8,      verb, VerbKind.Debugging,      ReplyForm.One),
        _                            => default,
    };
#pragma warning restore format

    /// <summary>The verb of a name, which is lower case; <see cref="TextVerb.Unknown"/> if there is none.</summary>
    /// <param name="name">The first word of a line.</param>
    public static TextVerb Of(ReadOnlySpan<byte> name) => VerbNames.Of(name);

    /// <summary>What sort of thing a verb asks for: a row's, for those who ask it of every command.</summary>
    /// <param name="verb">The verb.</param>
    public static VerbKind KindOf(TextVerb verb) => (uint)verb < (uint)Kinds.Length ? Kinds[(int)verb] : VerbKind.None;

    private static VerbKind[] KindsOfRows()
    {
        TextVerb[] verbs = Enum.GetValues<TextVerb>();
        var kinds = new VerbKind[verbs.Length];
        foreach (TextVerb verb in verbs)
        {
            kinds[(int)verb] = RowOf(verb).Kind;
        }

        return kinds;
    }
}
