namespace CacheCore.Protocol.Text;

/// <summary>
/// The way from a name to its row of <see cref="VerbTable"/>: by length first, which leaves a comparison or two with names that the
/// compiler knows. To find a row and compare with the name in that costs half as much again as all else that reads a get
/// (ParseGetBenchmarks); a test holds both together.
/// </summary>
internal static class VerbNames
{
    public static TextVerb Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name[0] == 'm' => Meta(name[1]),
        3 => Three(name),
        4 => Four(name),
        5 => Five(name),
        6 => Six(name),
        7 => Seven(name),
        _ => Longer(name),
    };

    private static TextVerb Meta(byte letter) => letter switch
    {
        (byte)'g' => TextVerb.MetaGet,
        (byte)'s' => TextVerb.MetaSet,
        (byte)'d' => TextVerb.MetaDelete,
        (byte)'a' => TextVerb.MetaArithmetic,
        (byte)'n' => TextVerb.MetaNoOp,
        (byte)'e' => TextVerb.MetaDebug,
        _ => TextVerb.Unknown,
    };

    private static TextVerb Three(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("get"u8) ? TextVerb.Get :
        name.SequenceEqual("set"u8) ? TextVerb.Set :
        name.SequenceEqual("add"u8) ? TextVerb.Add :
        name.SequenceEqual("cas"u8) ? TextVerb.Cas :
        name.SequenceEqual("gat"u8) ? TextVerb.Gat :
        name.SequenceEqual("lru"u8) ? TextVerb.Lru :
        TextVerb.Unknown;

    private static TextVerb Four(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("gets"u8) ? TextVerb.Gets :
        name.SequenceEqual("incr"u8) ? TextVerb.Increment :
        name.SequenceEqual("decr"u8) ? TextVerb.Decrement :
        name.SequenceEqual("gats"u8) ? TextVerb.Gats :
        name.SequenceEqual("quit"u8) ? TextVerb.Quit :
        TextVerb.Unknown;

    private static TextVerb Five(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("touch"u8) ? TextVerb.Touch :
        name.SequenceEqual("stats"u8) ? TextVerb.Stats :
        name.SequenceEqual("slabs"u8) ? TextVerb.Slabs :
        name.SequenceEqual("watch"u8) ? TextVerb.Watch :
        TextVerb.Unknown;

    private static TextVerb Six(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("delete"u8) ? TextVerb.Delete :
        name.SequenceEqual("append"u8) ? TextVerb.Append :
        TextVerb.Unknown;

    private static TextVerb Seven(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("replace"u8) ? TextVerb.Replace :
        name.SequenceEqual("prepend"u8) ? TextVerb.Prepend :
        name.SequenceEqual("version"u8) ? TextVerb.Version :
        TextVerb.Unknown;

    private static TextVerb Longer(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("flush_all"u8) ? TextVerb.FlushAll :
        name.SequenceEqual("verbosity"u8) ? TextVerb.Verbosity :
        name.SequenceEqual("shutdown"u8) ? TextVerb.Shutdown :
        name.SequenceEqual("extstore"u8) ? TextVerb.Extstore :
        name.SequenceEqual("misbehave"u8) ? TextVerb.Misbehave :
        name.SequenceEqual("debugtime"u8) ? TextVerb.DebugTime :
        name.SequenceEqual("debugitem"u8) ? TextVerb.DebugItem :
        name.SequenceEqual("lru_crawler"u8) ? TextVerb.LruCrawler :
        name.SequenceEqual("refresh_certs"u8) ? TextVerb.RefreshCertificates :
        name.SequenceEqual("cache_memlimit"u8) ? TextVerb.CacheMemoryLimit :
        TextVerb.Unknown;
}
