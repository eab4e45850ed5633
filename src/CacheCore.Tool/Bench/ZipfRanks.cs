namespace CacheCore.Tool.Bench;

/// <summary>
/// Draws ranks of a Zipf distribution, 0 the most frequent, in constant time by the inversion of Gray et al.,
/// "Quickly generating billion-record synthetic databases", SIGMOD 1994.
/// </summary>
internal sealed class ZipfRanks
{
    private readonly Random _random;
    private readonly int _count;
    private readonly double _zeta;
    private readonly double _alpha;
    private readonly double _eta;
    private readonly double _secondRank;

    public ZipfRanks(int count, double exponent, Random random)
    {
        _random = random;
        _count = count;
        for (int i = 1; i <= count; i++)
        {
            _zeta += Math.Pow(i, -exponent);
        }

        _secondRank = 1 + Math.Pow(0.5, exponent);
        _alpha = 1 / (1 - exponent);
        _eta = (1 - Math.Pow(2.0 / count, 1 - exponent)) / (1 - (_secondRank / _zeta));
    }

    public int Next()
    {
        double draw = _random.NextDouble();
        double mass = draw * _zeta;
        if (mass < 1)
        {
            return 0;
        }

        return mass < _secondRank
            ? 1
            : Math.Min(_count - 1, (int)(_count * Math.Pow((_eta * draw) - _eta + 1, _alpha)));
    }
}
