using System.Buffers;
using System.Text;
using CacheCore.Tool.Bench;

namespace CacheCore.Tool.Tests.Bench;

internal sealed class RequestWriterTests
{
    [TestCase("get", "get key:0 key:1\r\n")]
    [TestCase("set", "set key:0 0 0 3\r\nabc\r\n")]
    [TestCase("mg", "mg key:0 v\r\n")]
    [TestCase("ms", "ms key:0 3\r\nabc\r\n")]
    [TestCase("delete", "delete key:0\r\n")]
    public void Requests_look_so(string verb, string request)
    {
        Assert.That(Mix.TryParse(verb, out Mix mix), Is.True);
        var output = new ArrayBufferWriter<byte>();

        new RequestWriter(valueSize: 3, keysPerGet: 2).Write(output, mix.Draw(new Random(1)), new KeysInTurn(0, 1));

        Assert.That(Encoding.ASCII.GetString(output.WrittenSpan), Is.EqualTo(request));
    }
}
