using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;

namespace CacheCore.Benchmarks.Protocol;

/// <summary>Reading classic gets: a batch of single ones, and one of many keys. Figures are for one key.</summary>
[MemoryDiagnoser]
public class ParseGetBenchmarks
{
    private readonly TextCommand[] _batch = new TextCommand[PipelinedRequests.Count];

    private byte[] _gets = null!;
    private byte[] _multiGet = null!;

    /// <summary>Characters of a key.</summary>
    [Params(20, 100)]
    public int KeyLength { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        string[] keys =
            [.. Enumerable.Range(0, PipelinedRequests.Count).Select(i => i.ToString(CultureInfo.InvariantCulture).PadLeft(KeyLength, 'k'))];
        _gets = PipelinedRequests.Make(i => Encoding.ASCII.GetBytes($"get {keys[i]}\r\n"));
        _multiGet = Encoding.ASCII.GetBytes($"get {string.Join(' ', keys)}\r\n");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PipelinedRequests.Count)]
    public int Gets()
    {
        var reader = new TextCommandReader(_gets);
        int count = 0;
        while (count < _batch.Length && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            count++;
        }

        return count;
    }

    [Benchmark(OperationsPerInvoke = PipelinedRequests.Count)]
    public int MultiGet()
    {
        var reader = new TextCommandReader(_multiGet);
        _ = reader.Read(out TextCommand command);
        int sum = 0;
        foreach (ReadOnlySpan<byte> key in command.KeysIn(_multiGet))
        {
            sum += key.Length;
        }

        return sum;
    }
}
