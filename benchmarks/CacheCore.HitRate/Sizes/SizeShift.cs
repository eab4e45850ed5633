namespace CacheCore.HitRate.Sizes;

/// <summary>A load whose values change their size while its keys stay as popular as they were.</summary>
/// <param name="Name">As tables call it.</param>
/// <param name="From">Bytes of a value before.</param>
/// <param name="To">Bytes of a value after.</param>
/// <param name="Keys">What becomes of the old values.</param>
/// <param name="Ramp">Over how many requests the size changes, in capacities of the second phase; 0 = at once.</param>
internal sealed record SizeShift(string Name, int From, int To, ShiftedKeys Keys, int Ramp = 0)
{
    private const int Small = 200;
    private const int Large = 2000;

    /// <summary>A value so much off the size that is due counts as an old one.</summary>
    private const double Tolerance = 0.1;

    public static IReadOnlyList<SizeShift> All { get; } =
    [
        new("200 B to 2 kB, old values rewritten", Small, Large, ShiftedKeys.Rewritten),
        new("200 B to 2 kB, old values stay good", Small, Large, ShiftedKeys.Kept),
        new("200 B to 2 kB, other keys", Small, Large, ShiftedKeys.Others),
        new("2 kB to 200 B, old values rewritten", Large, Small, ShiftedKeys.Rewritten),
        new("2 kB to 200 B, other keys", Large, Small, ShiftedKeys.Others),
        new("200 B to 2 kB little by little, rewritten", Small, Large, ShiftedKeys.Rewritten, Ramp: 5),
        new("2 kB to 200 B little by little, rewritten", Large, Small, ShiftedKeys.Rewritten, Ramp: 5),
    ];

    /// <summary>Bytes of a value that is written at a request of the second phase.</summary>
    public int SizeAt(long request, int capacity)
    {
        double progress = Ramp == 0 ? 1 : Math.Min(1, request / ((double)Ramp * capacity));
        return (int)Math.Round(From * Math.Pow((double)To / From, progress));
    }

    /// <summary>Whether a value that was found is what the second phase asks for; else it is stored anew, and that is a miss.</summary>
    public bool IsGood(int length, int size) => Keys != ShiftedKeys.Rewritten || Math.Abs(Math.Log((double)length / size)) < Tolerance;

    public override string ToString() => Name;
}

/// <summary>What becomes of the values of the first phase.</summary>
internal enum ShiftedKeys
{
    /// <summary>They are out of date: each is stored anew, at the size of the second phase, when its key is next asked for.</summary>
    Rewritten,

    /// <summary>They answer requests as long as they are there. Only what has to be stored anew gets the new size.</summary>
    Kept,

    /// <summary>Nobody asks for them again: the second phase has keys of its own, as popular as those of the first.</summary>
    Others,
}
