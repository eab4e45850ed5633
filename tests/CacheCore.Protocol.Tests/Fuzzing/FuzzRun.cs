using System.Diagnostics;
using CacheCore.Protocol.Tests.Transcripts;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>Reads one bent stream after the other, whole and cut up, and demands that the same was read.</summary>
internal sealed class FuzzRun(bool isBinary)
{
    private readonly Mutator _mutator = new(isBinary);

    public TextTrace Text { get; } = new();

    public BinaryTrace Binary { get; } = new();

    /// <summary>Streams read.</summary>
    public int Streams { get; private set; }

    /// <summary>Reads so many streams. The same seed gives the same ones.</summary>
    public void Run(int streams, int seed)
    {
        for (int end = Streams + streams; Streams < end; Streams++)
        {
            ReadOne(new Random(unchecked((seed * 1_000_003) + Streams)));
        }
    }

    /// <summary>Runs for a time.</summary>
    public void Run(TimeSpan time, int seed)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            Run(streams: 1, seed);
        }
    }

    private void ReadOne(Random random)
    {
        byte[] stream = _mutator.Next(random);
        int[] cuts = Cuts.Random(random, stream.Length);
        string whole = "";
        try
        {
            whole = Trace(stream, Cuts.None, takesValuesInPieces: false);
            Assert.That(Trace(stream, cuts, takesValuesInPieces: false), Is.EqualTo(whole), "cut up, values waited for");
            Assert.That(Trace(stream, cuts, takesValuesInPieces: true), Is.EqualTo(whole), "cut up, values in pieces");
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

    private string Trace(byte[] stream, int[] cuts, bool takesValuesInPieces) =>
        isBinary ? Binary.Of(stream, cuts, takesValuesInPieces) : Text.Of(stream, cuts, takesValuesInPieces);
}
