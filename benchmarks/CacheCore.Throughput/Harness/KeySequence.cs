using CacheCore.Tool.Bench;

namespace CacheCore.Throughput.Harness;

/// <summary>
/// Sequences of key numbers made before the clock starts, so that choosing a key costs every contender the same few instructions.
/// </summary>
internal static class KeySequence
{
    private const int Seed = 20_26;
    private const double ZipfExponent = 0.99;

    /// <summary>Enough draws that a pass over the sequence meets nearly all keys, and a whole number of batches.</summary>
    public static int[] Make(Distribution distribution, int keys)
    {
        int length = Math.Clamp(keys * 4, 1 << 16, 1 << 23) / OperationBatch.Size * OperationBatch.Size;
        Random random = new(Seed + (int)distribution);
        int[] scatter = new int[keys];
        for (int i = 0; i < keys; i++)
        {
            scatter[i] = i;
        }

        random.Shuffle(scatter);
        int[] sequence = new int[length];
        Func<int> rank = distribution switch
        {
            Distribution.Zipf => new ZipfRanks(keys, ZipfExponent, random).Next,
            Distribution.Uniform => () => random.Next(keys),
            Distribution.Hot1000 => () => random.Next(Math.Min(1000, keys)),
            _ => () => 0,
        };
        for (int i = 0; i < length; i++)
        {
            sequence[i] = scatter[rank()];
        }

        return sequence;
    }
}
