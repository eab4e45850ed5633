using System.Diagnostics;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>
/// Reads one bent stream after the other, whole and cut up, and demands that the same was read. Those of the corpus come first, as they
/// are.
/// </summary>
internal sealed class FuzzRun(Dialect dialect)
{
    private readonly Corpus _corpus = new(dialect.Name);
    private readonly StreamTrace _trace = dialect.NewTrace();

    /// <summary>Streams read, those of the corpus not counted.</summary>
    public int Streams { get; private set; }

    /// <summary>How many different things were met.</summary>
    public int Seen => _trace.Seen;

    /// <summary>Reads the corpus, then so many streams. The same seed gives the same ones.</summary>
    public void Run(int streams, int seed) => Run(seed, () => Streams < streams);

    /// <summary>Reads the corpus, then runs for a time.</summary>
    public void Run(TimeSpan time, int seed)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Run(seed, () => watch.Elapsed < time);
    }

    private void Run(int seed, Func<bool> mayGoOn)
    {
        byte[][] kept = _corpus.Streams;
        foreach (byte[] stream in kept)
        {
            ReadOne(stream, [.. Enumerable.Range(0, stream.Length)]);
            ReadOne(stream, Cuts.Random(new Random(seed), stream.Length));
        }

        var mutator = new Mutator([.. dialect.Messages, .. kept]);
        for (; mayGoOn(); Streams++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + Streams));
            byte[] stream = mutator.Next(random);
            int before = Seen;
            ReadOne(stream, Cuts.Random(random, stream.Length));
            if (Seen > before)
            {
                _corpus.Keep(stream);
            }
        }
    }

    private void ReadOne(byte[] stream, int[] cuts)
    {
        string whole = "";
        try
        {
            whole = _trace.Of(stream, Cuts.None, takesValuesInPieces: false);
            Assert.That(_trace.Of(stream, cuts, takesValuesInPieces: false), Is.EqualTo(whole), "cut up, values waited for");
            Assert.That(_trace.Of(stream, cuts, takesValuesInPieces: true), Is.EqualTo(whole), "cut up, values in pieces");
        }
        catch (Exception failure) when (failure is not AssertionException)
        {
            Assert.Fail($"{failure}\n{Story()}");
        }
        catch (AssertionException)
        {
            TestContext.Out.WriteLine(Story());
            throw;
        }

        string Story() => $"stream: {EscapedBytes.Format(stream)}\ncut at: {string.Join(' ', cuts)}\nread whole: {whole}";
    }
}
