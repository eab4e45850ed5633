namespace CacheCore.Protocol.Binary;

/// <summary>
/// What a binary request asks for. Its quiet form, and the one that returns the key, are the same verb: see <see cref="BinaryCommand"/>.
/// </summary>
public enum BinaryVerb : byte
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>Get, GetQ, GetK, GetKQ.</summary>
    Get,

    /// <summary>GAT, GATQ, GATK, GATKQ: get and touch.</summary>
    GetAndTouch,

    /// <summary>Touch.</summary>
    Touch,

    /// <summary>Set, SetQ: with a CAS value, only if the item has that one.</summary>
    Set,

    /// <summary>Add, AddQ: only if there is no item.</summary>
    Add,

    /// <summary>Replace, ReplaceQ: only if there is an item.</summary>
    Replace,

    /// <summary>Append, AppendQ: the value goes behind the one that is there.</summary>
    Append,

    /// <summary>Prepend, PrependQ: the value goes before the one that is there.</summary>
    Prepend,

    /// <summary>Delete, DeleteQ.</summary>
    Delete,

    /// <summary>Increment, IncrementQ.</summary>
    Increment,

    /// <summary>Decrement, DecrementQ.</summary>
    Decrement,

    /// <summary>Flush, FlushQ.</summary>
    Flush,

    /// <summary>No-op: answered; whoever reads that has read all replies before it.</summary>
    NoOp,

    /// <summary>Version.</summary>
    Version,

    /// <summary>Stat: its key is the group, or empty.</summary>
    Stat,

    /// <summary>Quit, QuitQ: the connection ends.</summary>
    Quit,

    /// <summary>SASL list mechanisms.</summary>
    SaslList,

    /// <summary>SASL authenticate: its key is the mechanism, its value the first data.</summary>
    SaslAuthenticate,

    /// <summary>SASL step: its key is the mechanism, its value further data.</summary>
    SaslStep,
}
