using CacheCore.Items;

namespace CacheCore.Store;

/// <summary>Where the values of a batch go.</summary>
internal interface IBatchSink
{
    /// <summary>Reads one key; false: there is no room for its value, stop here.</summary>
    bool TryRead(ItemReads reads, int index, scoped ReadOnlySpan<byte> key, ulong hash);
}

/// <summary>A new array for each value.</summary>
internal ref struct ArraySink(Span<byte[]?> values) : IBatchSink
{
    private readonly Span<byte[]?> _values = values;

    public int Found { get; private set; }

    public bool TryRead(ItemReads reads, int index, scoped ReadOnlySpan<byte> key, ulong hash)
    {
        var reader = default(ArrayReader);
        bool hit = reads.Read(key, hash, ref reader) == ReadResult.Hit;
        _values[index] = hit ? reader.Value : null;
        Found += hit ? 1 : 0;
        return true;
    }
}

/// <summary>All values in one span, one behind the other.</summary>
internal ref struct SpanSink(Span<byte> destination, Span<int> lengths) : IBatchSink
{
    private readonly Span<int> _lengths = lengths;
    private Span<byte> _rest = destination;

    public bool TryRead(ItemReads reads, int index, scoped ReadOnlySpan<byte> key, ulong hash)
    {
        var reader = new SpanReader(_rest);
        ReadResult result = reads.Read(key, hash, ref reader);
        if (result == ReadResult.Hit)
        {
            _lengths[index] = reader.Length;
            _rest = _rest[reader.Length..];
        }
        else
        {
            _lengths[index] = -1;
        }

        return result != ReadResult.DestinationTooSmall;
    }
}
