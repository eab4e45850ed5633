using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Meta;

/// <summary>Which letters are flags.</summary>
internal static class MetaLetters
{
    /// <summary>All flags that there are.</summary>
    public const MetaFlags Known =
        MetaFlags.CompareCas | MetaFlags.Delta | MetaFlags.NewCas | MetaFlags.ClientFlags | MetaFlags.Invalidate | MetaFlags.Initial |
        MetaFlags.ProxyHintL | MetaFlags.Mode | MetaFlags.Vivify | MetaFlags.Opaque | MetaFlags.ProxyHintP | MetaFlags.Recache |
        MetaFlags.Ttl | MetaFlags.Base64Key | MetaFlags.ReturnCas | MetaFlags.ReturnClientFlags | MetaFlags.ReturnFetched |
        MetaFlags.ReturnKey | MetaFlags.ReturnIdle | MetaFlags.Quiet | MetaFlags.ReturnSize | MetaFlags.ReturnTtl | MetaFlags.NoBump |
        MetaFlags.ReturnValue | MetaFlags.RemoveValue;

    /// <summary>The flag of a letter; none if that is not one.</summary>
    public static MetaFlags FlagOf(byte letter)
    {
        uint bit = letter - (uint)'A';
        return bit < 64 ? (MetaFlags)(1UL << (int)bit) & Known : MetaFlags.None;
    }
}
