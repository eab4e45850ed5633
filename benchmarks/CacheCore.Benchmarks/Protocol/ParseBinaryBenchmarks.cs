using System.Buffers.Binary;
using System.Text;
using BenchmarkDotNet.Attributes;
using CacheCore.Protocol;
using CacheCore.Protocol.Binary;

namespace CacheCore.Benchmarks.Protocol;

/// <summary>Reading binary gets. Figures are for one request.</summary>
[MemoryDiagnoser]
public class ParseBinaryBenchmarks
{
    private const byte GetQuiet = 0x09;
    private readonly BinaryCommand[] _batch = new BinaryCommand[PipelinedRequests.Count];
    private readonly byte[] _gets = PipelinedRequests.Make(MakeGet);

    [Benchmark(OperationsPerInvoke = PipelinedRequests.Count)]
    public int Gets()
    {
        var reader = new BinaryCommandReader(_gets);
        int count = 0;
        while (count < _batch.Length && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            count++;
        }

        return count;
    }

    private static byte[] MakeGet(int number)
    {
        byte[] key = Encoding.ASCII.GetBytes($"user:profile:{number:d7}");
        byte[] frame = new byte[BinaryFrame.HeaderLength];
        frame[0] = BinaryFrame.RequestMagic;
        frame[1] = GetQuiet;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)key.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), (uint)key.Length);
        return [.. frame, .. key];
    }
}
