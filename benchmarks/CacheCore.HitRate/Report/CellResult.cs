using CacheCore.HitRate.Contenders;

namespace CacheCore.HitRate.Report;

/// <summary>One trace at one capacity: the runs of every contender, fewest hits first.</summary>
/// <param name="Trace">The trace's name.</param>
/// <param name="Objects">Different objects in it.</param>
/// <param name="Items">The capacity.</param>
/// <param name="Runs">The runs by contender.</param>
internal sealed record CellResult(string Trace, int Objects, int Items, IReadOnlyDictionary<string, IReadOnlyList<Replay>> Runs)
{
    /// <summary>Hit ratio of a contender's median run.</summary>
    public double Percent(Contender contender) => Replay.MedianOf(Runs[contender.Name]).Percent;

    /// <summary>Points by which a contender is above another.</summary>
    public double GainOver(Contender contender, Contender other) => Percent(contender) - Percent(other);
}
