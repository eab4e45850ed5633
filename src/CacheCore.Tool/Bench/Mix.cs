using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Bench;

/// <summary>Which verbs a load is made of, each with its share: <c>get</c>, or <c>get=90,set=10</c>. Pure.</summary>
internal sealed class Mix
{
    private readonly List<(BenchVerb Verb, double UpTo)> _shares = [];

    private Mix(IReadOnlyList<(BenchVerb Verb, double Weight)> parts)
    {
        double total = parts.Sum(static part => part.Weight);
        double sum = 0;
        foreach ((BenchVerb verb, double weight) in parts)
        {
            sum += weight / total;
            _shares.Add((verb, sum));
        }
    }

    public static Mix Of(BenchVerb verb) => new([(verb, 1)]);

    public static bool TryParse(string text, out Mix mix)
    {
        List<(BenchVerb, double)> parts = [];
        mix = Of(BenchVerb.Get);
        foreach (string part in text.Split(','))
        {
            string[] sides = part.Split('=');
            double weight = 1;
            if (sides.Length > 2
                || VerbOf(sides[0]) is not { } verb
                || (sides.Length == 2 && !(Numbers.TryDouble(sides[1], out weight) && weight > 0)))
            {
                return false;
            }

            parts.Add((verb, weight));
        }

        mix = new Mix(parts);
        return true;
    }

    public BenchVerb Draw(Random random)
    {
        if (_shares.Count == 1)
        {
            return _shares[0].Verb;
        }

        double draw = random.NextDouble();
        foreach ((BenchVerb verb, double upTo) in _shares)
        {
            if (draw < upTo)
            {
                return verb;
            }
        }

        return _shares[^1].Verb;
    }

    private static BenchVerb? VerbOf(string name) => name switch
    {
        "get" => BenchVerb.Get,
        "set" => BenchVerb.Set,
        "mg" => BenchVerb.MetaGet,
        "ms" => BenchVerb.MetaSet,
        "delete" => BenchVerb.Delete,
        _ => null,
    };
}
