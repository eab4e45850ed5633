namespace CacheCore.Protocol.Binary;

/// <summary>Which parts a request must have.</summary>
internal enum FrameShape : byte
{
    /// <summary>Nothing but the header.</summary>
    Bare,

    /// <summary>A key.</summary>
    Key,

    /// <summary>A key, or none.</summary>
    OptionalKey,

    /// <summary>Time to live, key.</summary>
    ExptimeKey,

    /// <summary>Time to live, or nothing.</summary>
    OptionalExptime,

    /// <summary>Flags and time to live, key, value.</summary>
    StorageKeyValue,

    /// <summary>Key, value.</summary>
    KeyValue,

    /// <summary>Delta, initial value and time to live, key.</summary>
    ArithmeticKey,
}

/// <summary>What an opcode stands for.</summary>
/// <param name="Verb">What it asks for; <see cref="BinaryVerb.Unknown"/> for an opcode that does not exist.</param>
/// <param name="Shape">Which parts the request must have.</param>
/// <param name="IsQuiet">True: the expected outcome is not answered.</param>
/// <param name="ReturnsKey">True: the reply repeats the key.</param>
internal readonly record struct Opcode(BinaryVerb Verb, FrameShape Shape, bool IsQuiet = false, bool ReturnsKey = false);

/// <summary>The 35 opcodes.</summary>
internal static class OpcodeTable
{
    /// <summary>The last of them.</summary>
    public const byte LastCode = 0x24;

#pragma warning disable format // a table
    public static Opcode Of(byte code) => code switch
    {
        0x00 => new(BinaryVerb.Get,              FrameShape.Key),
        0x01 => new(BinaryVerb.Set,              FrameShape.StorageKeyValue),
        0x02 => new(BinaryVerb.Add,              FrameShape.StorageKeyValue),
        0x03 => new(BinaryVerb.Replace,          FrameShape.StorageKeyValue),
        0x04 => new(BinaryVerb.Delete,           FrameShape.Key),
        0x05 => new(BinaryVerb.Increment,        FrameShape.ArithmeticKey),
        0x06 => new(BinaryVerb.Decrement,        FrameShape.ArithmeticKey),
        0x07 => new(BinaryVerb.Quit,             FrameShape.Bare),
        0x08 => new(BinaryVerb.Flush,            FrameShape.OptionalExptime),
        0x09 => new(BinaryVerb.Get,              FrameShape.Key, IsQuiet: true),
        0x0A => new(BinaryVerb.NoOp,             FrameShape.Bare),
        0x0B => new(BinaryVerb.Version,          FrameShape.Bare),
        0x0C => new(BinaryVerb.Get,              FrameShape.Key, ReturnsKey: true),
        0x0D => new(BinaryVerb.Get,              FrameShape.Key, IsQuiet: true, ReturnsKey: true),
        0x0E => new(BinaryVerb.Append,           FrameShape.KeyValue),
        0x0F => new(BinaryVerb.Prepend,          FrameShape.KeyValue),
        0x10 => new(BinaryVerb.Stat,             FrameShape.OptionalKey),
        0x11 => new(BinaryVerb.Set,              FrameShape.StorageKeyValue, IsQuiet: true),
        0x12 => new(BinaryVerb.Add,              FrameShape.StorageKeyValue, IsQuiet: true),
        0x13 => new(BinaryVerb.Replace,          FrameShape.StorageKeyValue, IsQuiet: true),
        0x14 => new(BinaryVerb.Delete,           FrameShape.Key, IsQuiet: true),
        0x15 => new(BinaryVerb.Increment,        FrameShape.ArithmeticKey, IsQuiet: true),
        0x16 => new(BinaryVerb.Decrement,        FrameShape.ArithmeticKey, IsQuiet: true),
        0x17 => new(BinaryVerb.Quit,             FrameShape.Bare, IsQuiet: true),
        0x18 => new(BinaryVerb.Flush,            FrameShape.OptionalExptime, IsQuiet: true),
        0x19 => new(BinaryVerb.Append,           FrameShape.KeyValue, IsQuiet: true),
        0x1A => new(BinaryVerb.Prepend,          FrameShape.KeyValue, IsQuiet: true),
        0x1C => new(BinaryVerb.Touch,            FrameShape.ExptimeKey),
        0x1D => new(BinaryVerb.GetAndTouch,      FrameShape.ExptimeKey),
        0x1E => new(BinaryVerb.GetAndTouch,      FrameShape.ExptimeKey, IsQuiet: true),
        0x20 => new(BinaryVerb.SaslList,         FrameShape.Bare),
        0x21 => new(BinaryVerb.SaslAuthenticate, FrameShape.KeyValue),
        0x22 => new(BinaryVerb.SaslStep,         FrameShape.KeyValue),
        0x23 => new(BinaryVerb.GetAndTouch,      FrameShape.ExptimeKey, ReturnsKey: true),
        0x24 => new(BinaryVerb.GetAndTouch,      FrameShape.ExptimeKey, IsQuiet: true, ReturnsKey: true),
        _    => default,
    };
#pragma warning restore format

    /// <summary>What sort of thing a verb asks for.</summary>
    public static VerbKind KindOf(BinaryVerb verb) => verb switch
    {
        BinaryVerb.Get or BinaryVerb.GetAndTouch => VerbKind.Retrieval,
        BinaryVerb.Set or BinaryVerb.Add or BinaryVerb.Replace or BinaryVerb.Append or BinaryVerb.Prepend => VerbKind.Storage,
        BinaryVerb.Delete => VerbKind.Removal,
        BinaryVerb.Touch => VerbKind.Touch,
        BinaryVerb.Increment or BinaryVerb.Decrement => VerbKind.Arithmetic,
        BinaryVerb.Flush or BinaryVerb.Version or BinaryVerb.Stat => VerbKind.Administration,
        BinaryVerb.NoOp or BinaryVerb.Quit => VerbKind.Session,
        BinaryVerb.SaslList or BinaryVerb.SaslAuthenticate or BinaryVerb.SaslStep => VerbKind.Authentication,
        _ => VerbKind.None,
    };
}
