namespace CacheCore.Throughput.Harness;

/// <summary>
/// One thread's next 64 operations: a ring of 64 key strings whose characters are written anew for each operation, so that
/// lookups come with equal content but never with the instance that the cache holds. A key is made when it is
/// needed, as callers do, by formatting its number. Keys made ahead, a whole ring at a time, are the other choice: lookups
/// then follow one another with nothing between, and a processor works on several at once.
/// </summary>
internal sealed class OperationBatch
{
    public const int Size = 64;

    /// <summary>A prime, so that it does not fall into step with the key sequence.</summary>
    private const int MaskCount = 1021;

    private readonly int[] _sequence;
    private readonly Random? _random;
    private readonly int _randomKeys;
    private readonly ulong[] _masks;
    private readonly string[] _keys = new string[Size];
    private int _position;
    private int _nextMask;

    /// <summary>Operations on the keys of a sequence made beforehand, from <paramref name="start"/> on, over and over.</summary>
    public OperationBatch(int[] sequence, int start, int writePercent, int valueSize, int seed)
    {
        _sequence = sequence;
        _position = start / Size * Size;
        _masks = MakeMasks(writePercent, seed);
        for (int i = 0; i < Size; i++)
        {
            _keys[i] = KeySpace.NewKey(0);
        }

        Value = KeySpace.NewValue(valueSize);
        Scratch = new byte[valueSize * 16];
    }

    /// <summary>Operations on keys drawn uniformly as they are needed, which takes no memory and never repeats.</summary>
    public OperationBatch(Random random, int keys, int writePercent, int valueSize)
        : this(new int[Size], 0, writePercent, valueSize, random.Next())
    {
        _random = random;
        _randomKeys = keys;
    }

    /// <summary>True: the ring is written before the first operation of a batch.</summary>
    public bool KeysAhead { get; init; }

    public ReadOnlySpan<int> Indexes => _sequence.AsSpan(_position, Size);

    /// <summary>Bit i is set where operation i writes.</summary>
    public ulong WriteMask { get; private set; }

    /// <summary>The value to write, the harness's own.</summary>
    public byte[] Value { get; }

    /// <summary>Memory to read into.</summary>
    public byte[] Scratch { get; }

    /// <summary>Sum of the first bytes seen, so that no read is without effect.</summary>
    public long Sum { get; private set; }

    public long Misses { get; private set; }

    public void Next()
    {
        _position += Size;
        if (_position + Size > _sequence.Length)
        {
            _position = 0;
        }

        if (_random is not null)
        {
            Draw(_random);
        }

        _nextMask = _nextMask + 1 == MaskCount ? 0 : _nextMask + 1;
        WriteMask = _masks[_nextMask];
        if (KeysAhead)
        {
            _ = MakeKeys(0, Size);
        }
    }

    /// <summary>The key of an operation, made now unless it was made ahead.</summary>
    public string KeyOf(int operation)
    {
        string key = _keys[operation];
        if (!KeysAhead)
        {
            KeySpace.Rewrite(key, _sequence[_position + operation]);
        }

        return key;
    }

    /// <summary>The keys of some operations, made now.</summary>
    public ReadOnlySpan<string> MakeKeys(int first, int count)
    {
        ReadOnlySpan<int> indexes = Indexes;
        for (int i = first; i < first + count; i++)
        {
            KeySpace.Rewrite(_keys[i], indexes[i]);
        }

        return _keys.AsSpan(first, count);
    }

    public void Count(int sum, int misses)
    {
        Sum += sum;
        Misses += misses;
    }

    private void Draw(Random random)
    {
        for (int i = 0; i < Size; i++)
        {
            _sequence[i] = random.Next(_randomKeys);
        }
    }

    private static ulong[] MakeMasks(int writePercent, int seed)
    {
        Random random = new(seed);
        ulong[] masks = new ulong[MaskCount];
        for (int i = 0; i < MaskCount; i++)
        {
            for (int bit = 0; bit < Size; bit++)
            {
                masks[i] |= random.Next(100) < writePercent ? 1UL << bit : 0;
            }
        }

        return masks;
    }
}
