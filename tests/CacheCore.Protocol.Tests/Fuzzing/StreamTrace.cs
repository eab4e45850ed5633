namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>
/// All that is read from a stream of bytes, as text. What must hold whatever was sent is checked on the way. One after the other, many
/// streams may be read.
/// </summary>
internal abstract class StreamTrace
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>How many different things were met: verbs with their errors, kinds of replies.</summary>
    public int Seen => _seen.Count;

    /// <summary>Reads a stream.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="cuts">Where it is cut on its way.</param>
    /// <param name="takesValuesInPieces">True: what has come of a value is taken at once. False: it is waited for as a whole.</param>
    public abstract string Of(byte[] bytes, int[] cuts, bool takesValuesInPieces);

    /// <summary>Notes what was met.</summary>
    protected void Note(string what) => _seen.Add(what);
}
