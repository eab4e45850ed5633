namespace CacheCore.Samples.Embedded;

/// <summary>
/// Whom visitors look at: a few products often, most of them seldom. By Zipf's law the product of rank r is asked for
/// in proportion to 1 / r^0.99; ranks are scattered over the ids, so that neighbours in the database share nothing.
/// </summary>
internal static class Popularity
{
    private const double Skew = 0.99;
    private const long Scatter = 7_919;     // prime, so every rank has an id of its own

    /// <summary>The ids to ask for, one after the other; the same ones every time.</summary>
    public static int[] Draw(int products, int requests)
    {
        double[] upTo = new double[products];
        double sum = 0;
        for (int rank = 0; rank < products; rank++)
        {
            sum += 1 / Math.Pow(rank + 1, Skew);
            upTo[rank] = sum;
        }

        Random random = new(42);
        int[] ids = new int[requests];
        for (int i = 0; i < requests; i++)
        {
            int rank = Array.BinarySearch(upTo, random.NextDouble() * sum);
            rank = Math.Min(rank < 0 ? ~rank : rank, products - 1);
            ids[i] = 1 + (int)(rank * Scatter % products);
        }

        return ids;
    }
}
