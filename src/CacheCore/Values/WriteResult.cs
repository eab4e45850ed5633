namespace CacheCore;

/// <summary>What became of a write.</summary>
public enum WriteResult
{
    /// <summary>The value is in the cache.</summary>
    Stored,

    /// <summary>The condition of the verb did not hold: Add found the key, Replace, Append or Prepend did not.</summary>
    NotStored,

    /// <summary>The verb needs an item under this key and there is none.</summary>
    NotFound,

    /// <summary>The item has changed since the version that the caller named was read.</summary>
    VersionMismatch,

    /// <summary>The item is not a decimal number from 0 to 18,446,744,073,709,551,615 and cannot be counted.</summary>
    NotANumber,

    /// <summary>
    /// Key and value exceed <see cref="CacheCoreOptions.MaxItemSize"/> or half the memory limit, or the key is too long for a page. Nothing
    /// is stored, and what a Set would have replaced is removed, so that nobody reads a value its writer has given up.
    /// </summary>
    TooLarge,

    /// <summary>
    /// Memory is full and nothing could leave to make room. Nothing is stored, and what a Set would
    /// have replaced is removed.
    /// </summary>
    OutOfMemory,
}
