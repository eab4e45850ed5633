namespace CacheCore.Protocol.Text;

/// <summary>How <c>ms</c> and <c>ma</c> go about it: their flag <c>M</c>.</summary>
public enum MetaMode : byte
{
    /// <summary><c>ms</c>, S, and if nothing is said: whatever is there.</summary>
    Set,

    /// <summary><c>ms</c>, E: only if there is no item.</summary>
    Add,

    /// <summary><c>ms</c>, R: only if there is an item.</summary>
    Replace,

    /// <summary><c>ms</c>, A: behind the value that is there.</summary>
    Append,

    /// <summary><c>ms</c>, P: before the value that is there.</summary>
    Prepend,

    /// <summary><c>ma</c>, I or +, and if nothing is said.</summary>
    Increment,

    /// <summary><c>ma</c>, D or -.</summary>
    Decrement,
}
