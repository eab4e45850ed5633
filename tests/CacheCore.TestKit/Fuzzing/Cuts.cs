namespace CacheCore.TestKit;

/// <summary>How a stream is cut into the pieces in which it arrives.</summary>
internal static class Cuts
{
    // Reading a line anew at each of its bytes takes time with the square of its length.
    private const int LongestBytewise = 1000;

    public static int[] None => [];

    /// <summary>Some places, in order; now and then every one.</summary>
    public static int[] Random(Random random, int length)
    {
        bool isBytewise = length <= LongestBytewise && random.Next(4) == 0;
        return isBytewise
            ? [.. Enumerable.Range(1, Math.Max(0, length - 1))]
            : [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(length + 1)).Order()];
    }

    public static IEnumerable<byte[]> Pieces(byte[] bytes, int[] cuts)
    {
        int start = 0;
        foreach (int cut in cuts.Append(bytes.Length))
        {
            yield return bytes[start..cut];
            start = cut;
        }
    }
}
