using System.Text;

namespace CacheCore.Benchmarks;

/// <summary>Keys of 20 characters, in an order that has nothing to do with the order they were stored in.</summary>
internal sealed class Keys
{
    private const int Seed = 7;
    private readonly string[] _strings;
    private readonly byte[][] _bytes;
    private int _next;

    public Keys(int count)
    {
        _strings = new string[count];
        _bytes = new byte[count][];
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(Seed).Shuffle(order);
        for (int i = 0; i < count; i++)
        {
            _strings[i] = $"user:session{order[i]:x8}";
            _bytes[i] = Encoding.UTF8.GetBytes(_strings[i]);
        }
    }

    public IReadOnlyList<string> All => _strings;

    public string NextString() => _strings[Step(1)];

    public byte[] NextBytes() => _bytes[Step(1)];

    /// <summary>The next few keys, one after another.</summary>
    public ReadOnlySpan<string> NextStrings(int count) => _strings.AsSpan(Step(count), count);

    private int Step(int count)
    {
        int at = _next;
        if (at + count > _strings.Length)
        {
            at = 0;
        }

        _next = at + count;
        return at;
    }
}
