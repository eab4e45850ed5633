using System.Text;
using BenchmarkDotNet.Attributes;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;

namespace CacheCore.Benchmarks.Protocol;

/// <summary>Reading mg: for the value alone, and with all that a careful client asks for. Figures are for one request.</summary>
[MemoryDiagnoser]
public class ParseMetaBenchmarks
{
    private readonly TextCommand[] _batch = new TextCommand[PipelinedRequests.Count];

    private readonly byte[] _plain = PipelinedRequests.Make(i => Encoding.ASCII.GetBytes($"mg user:profile:{i:d7} v\r\n"));
    private readonly byte[] _rich = PipelinedRequests.Make(
        i => Encoding.ASCII.GetBytes($"mg user:profile:{i:d7} v t f c N30 R10 O{i} q k\r\n"));

    [Benchmark(Baseline = true, OperationsPerInvoke = PipelinedRequests.Count)]
    public int Value() => Read(_plain);

    [Benchmark(OperationsPerInvoke = PipelinedRequests.Count)]
    public int NineFlags() => Read(_rich);

    private int Read(byte[] buffer)
    {
        var reader = new TextCommandReader(buffer);
        int count = 0;
        while (count < _batch.Length && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            count++;
        }

        return count;
    }
}
