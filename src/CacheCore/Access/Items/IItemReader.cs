namespace CacheCore.Access.Items;

/// <summary>
/// What a read wants of a hit. Implemented by structs of this library only: an implementation provides memory and
/// takes notes, it runs no caller's code, and it may be asked again when the item moved meanwhile.
/// </summary>
internal interface IItemReader
{
    /// <summary>Where to copy a value of this length; shorter than the length: nothing is to be copied.</summary>
    Span<byte> Prepare(int valueLength);

    /// <summary>As the other, for readers that put what is known of the item before its value.</summary>
    Span<byte> Prepare(scoped in ItemSight sight);

    /// <summary>True if the second <c>Prepare</c> is to be asked instead of the first.</summary>
    static abstract bool WantsSight { get; }

    /// <summary>True if <see cref="Note"/> wants to be called.</summary>
    static abstract bool WantsInfo { get; }

    /// <summary>False for reads that are part of another verb: they count nothing, mark nothing and renew nothing.</summary>
    static abstract bool IsCounted { get; }

    /// <summary>Told once, after the copy has proved good.</summary>
    void Note(in ItemInfo info);
}
