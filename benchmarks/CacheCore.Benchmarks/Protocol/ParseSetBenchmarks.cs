using System.Text;
using BenchmarkDotNet.Attributes;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;

namespace CacheCore.Benchmarks.Protocol;

/// <summary>Reading classic sets whose values have arrived. Figures are for one set.</summary>
[MemoryDiagnoser]
public class ParseSetBenchmarks
{
    private readonly TextCommand[] _batch = new TextCommand[PipelinedRequests.Count];
    private byte[] _sets = null!;

    /// <summary>Bytes of a value.</summary>
    [Params(100)]
    public int ValueSize { get; set; }

    [GlobalSetup]
    public void Setup() => _sets = PipelinedRequests.Make(
        i => Encoding.ASCII.GetBytes($"set user:profile:{i:d7} 0 3600 {ValueSize}\r\n{new string('v', ValueSize)}\r\n"));

    [Benchmark(OperationsPerInvoke = PipelinedRequests.Count)]
    public int Sets()
    {
        var reader = new TextCommandReader(_sets);
        int count = 0;
        while (count < _batch.Length && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            count++;
        }

        return count;
    }
}
