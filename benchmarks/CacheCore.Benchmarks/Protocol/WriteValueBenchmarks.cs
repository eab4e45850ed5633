using System.Text;
using BenchmarkDotNet.Attributes;
using CacheCore.Protocol;
using CacheCore.Protocol.Binary;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Benchmarks.Protocol;

/// <summary>Writing an item of 100 bytes as each protocol answers it, beside the copy that lies in it.</summary>
[MemoryDiagnoser]
public class WriteValueBenchmarks
{
    private readonly byte[] _key = "user:profile:0000001"u8.ToArray();
    private readonly byte[] _value = new byte[100];
    private readonly byte[] _destination = new byte[512];
    private readonly byte[] _metaRequest = Encoding.ASCII.GetBytes("mg user:profile:0000001 v f t O17\r\n");
    private readonly MetaItem _item = new() { Size = 100, Ttl = 3000 };
    private TextCommand _metaCommand;
    private BinaryCommand _binaryCommand;

    [GlobalSetup]
    public void Setup()
    {
        _ = new TextCommandReader(_metaRequest).Read(out _metaCommand);
        _binaryCommand = default;
    }

    [Benchmark(Baseline = true)]
    public void CopyAlone() => _value.CopyTo(_destination, 0);

    [Benchmark]
    public int Classic()
    {
        _ = ClassicReplyWriter.TryWriteValue(_destination, _key, 0, _value, out int written);
        return written;
    }

    [Benchmark]
    public int ClassicWithCas()
    {
        _ = ClassicReplyWriter.TryWriteValue(_destination, _key, 0, _value, 123456789, out int written);
        return written;
    }

    [Benchmark]
    public int Meta()
    {
        _ = MetaReplyWriter.TryWriteValue(_destination, _metaRequest, _metaCommand, _item, _value, out int written);
        return written;
    }

    [Benchmark]
    public int Binary()
    {
        _ = BinaryReplyWriter.TryWriteItem(_destination, _binaryCommand, _key, 0, 123456789, _value, out int written);
        return written;
    }
}
