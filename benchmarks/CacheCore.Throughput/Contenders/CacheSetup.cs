using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Contenders;

/// <summary>What a contender is made for.</summary>
/// <param name="Items">How many items it is to hold.</param>
/// <param name="ValueSize">Bytes of each value.</param>
internal sealed record CacheSetup(int Items, int ValueSize)
{
    /// <summary>Bytes beyond key and value that room is made for, so that a peaceful run evicts nothing.</summary>
    private const int AssumedOverhead = 120;

    /// <summary>The limit of those that count bytes; null = enough for all items.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>The limit of those that count items; null = a quarter more than <see cref="Items"/>.</summary>
    public int? ItemLimit { get; init; }

    public long BytesToHold => MemoryLimit ?? Math.Max(64L << 20, (long)Items * (ValueSize + KeySpace.KeyLength + AssumedOverhead) * 5 / 4);

    public int ItemsToHold => ItemLimit ?? Items + (Items / 4);
}
