using CacheCore.Throughput.Harness;
using CacheCore.Tool.Bench;

namespace CacheCore.HitRate.Sizes;

/// <summary>Small items of many sizes, zipf, with large values among them.</summary>
/// <param name="Name">As tables call it.</param>
/// <param name="LargeSize">Bytes of a large value.</param>
/// <param name="OneIn">One request in so many is for a large value; 0 = none.</param>
/// <param name="LargeKeys">Different large values, zipf; 0 = each is asked for once.</param>
internal sealed record ShareLoad(string Name, int LargeSize, int OneIn, int LargeKeys)
{
    private const int KiB = 1 << 10;
    private const double ZipfExponent = 0.99;

    /// <summary>What a small item takes on average, and how many keys there are for each that would fit.</summary>
    private const int BytesPerSmall = 560;
    private const int KeysPerItem = 3;

    public static ShareLoad SmallAlone { get; } = new("small items alone", KiB, 0, 0);

    public static IReadOnlyList<ShareLoad> All { get; } =
    [
        new("1 MiB, each once, 1 request in 1,000", KiB * KiB, 1000, 0),
        new("1 MiB, each once, 1 request in 200", KiB * KiB, 200, 0),
        new("1 MiB, 200 popular ones, 1 request in 1,000", KiB * KiB, 1000, 200),
        new("1 MiB, 2,000 popular ones, 1 request in 100", KiB * KiB, 100, 2000),
        new("100 KiB, each once, 1 request in 100", 100 * KiB, 100, 0),
        new("100 KiB, 20,000 popular ones, 1 request in 100", 100 * KiB, 100, 20_000),
    ];

    public static int SmallKeys(long memoryLimit) => (int)(memoryLimit / BytesPerSmall * KeysPerItem);

    /// <summary>Ids and sizes; large ids come behind the small ones, and repeat themselves only where they are popular.</summary>
    public IEnumerable<(int Id, int Size)> Requests(int count, int smallKeys)
    {
        Random random = new(1);
        ZipfRanks small = new(smallKeys, ZipfExponent, new Random(2));
        ZipfRanks large = new(Math.Max(2, LargeKeys), ZipfExponent, new Random(3));
        LogNormalSizes sizes = new(new Random(4));
        int[] smallSizes = [.. Enumerable.Range(0, smallKeys).Select(_ => sizes.Next())];
        int next = smallKeys;
        for (int request = 0; request < count; request++)
        {
            bool isLarge = OneIn > 0 && random.Next(OneIn) == 0;
            int id = !isLarge ? small.Next() : LargeKeys == 0 ? next++ : smallKeys + large.Next();
            yield return (id, isLarge ? LargeSize : smallSizes[id]);
        }
    }

    public override string ToString() => Name;
}
