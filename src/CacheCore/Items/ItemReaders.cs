using CacheCore.Access.Items;

namespace CacheCore.Items;

/// <summary>Reads into a new array of exactly the value's length; a retry uses the array that it has.</summary>
internal struct ArrayReader : IItemReader
{
    public static bool WantsSight => false;

    public static bool WantsInfo => false;

    public static bool IsCounted => true;

    public byte[]? Value { get; private set; }

    public Span<byte> Prepare(int valueLength)
    {
        if (Value is null || Value.Length != valueLength)
        {
            Value = valueLength == 0 ? [] : GC.AllocateUninitializedArray<byte>(valueLength);
        }

        return Value;
    }

    public Span<byte> Prepare(scoped in ItemSight sight) => Prepare(sight.ValueLength);

    public readonly void Note(in ItemInfo info)
    {
    }
}

/// <summary>As <see cref="ArrayReader"/>, and keeps what is known of the item.</summary>
internal struct ArrayAndInfoReader : IItemReader
{
    private ArrayReader _array;

    public static bool WantsSight => false;

    public static bool WantsInfo => true;

    public static bool IsCounted => true;

    public readonly byte[]? Value => _array.Value;

    public ItemInfo Info { get; private set; }

    public Span<byte> Prepare(int valueLength) => _array.Prepare(valueLength);

    public Span<byte> Prepare(scoped in ItemSight sight) => Prepare(sight.ValueLength);

    public void Note(in ItemInfo info) => Info = info;
}

/// <summary>Reads into a span of the caller's.</summary>
internal ref struct SpanReader(Span<byte> destination) : IItemReader
{
    private readonly Span<byte> _destination = destination;

    public static bool WantsSight => false;

    public static bool WantsInfo => false;

    public static bool IsCounted => true;

    /// <summary>Length of the value that was found last, whether it fits or not.</summary>
    public int Length { get; private set; }

    public Span<byte> Prepare(int valueLength)
    {
        Length = valueLength;
        return _destination;
    }

    public Span<byte> Prepare(scoped in ItemSight sight) => Prepare(sight.ValueLength);

    public readonly void Note(in ItemInfo info)
    {
    }
}

/// <summary>As <see cref="SpanReader"/>, and keeps what is known of the item.</summary>
internal ref struct SpanAndInfoReader(Span<byte> destination) : IItemReader
{
    private SpanReader _span = new(destination);

    public static bool WantsSight => false;

    public static bool WantsInfo => true;

    public static bool IsCounted => true;

    public readonly int Length => _span.Length;

    public ItemInfo Info { get; private set; }

    public Span<byte> Prepare(int valueLength) => _span.Prepare(valueLength);

    public Span<byte> Prepare(scoped in ItemSight sight) => Prepare(sight.ValueLength);

    public void Note(in ItemInfo info) => Info = info;
}

/// <summary>As <see cref="ArrayReader"/>, for a read that nobody asked for.</summary>
internal struct QuietArrayReader : IItemReader
{
    private ArrayReader _array;

    public static bool WantsSight => false;

    public static bool WantsInfo => false;

    public static bool IsCounted => false;

    public readonly byte[]? Value => _array.Value;

    public Span<byte> Prepare(int valueLength) => _array.Prepare(valueLength);

    public Span<byte> Prepare(scoped in ItemSight sight) => Prepare(sight.ValueLength);

    public readonly void Note(in ItemInfo info)
    {
    }
}

/// <summary>Reads into a span for another verb, which wants to know about the item too.</summary>
internal ref struct QuietSightReader(Span<byte> destination) : IItemReader
{
    private readonly Span<byte> _destination = destination;

    public static bool WantsSight => true;

    public static bool WantsInfo => false;

    public static bool IsCounted => false;

    /// <summary>Of the item that was found last, whether its value fits or not.</summary>
    public ItemSight Sight { get; private set; }

    public readonly Span<byte> Prepare(int valueLength) => default;

    public Span<byte> Prepare(scoped in ItemSight sight)
    {
        Sight = sight;
        return _destination;
    }

    public readonly void Note(in ItemInfo info)
    {
    }
}
