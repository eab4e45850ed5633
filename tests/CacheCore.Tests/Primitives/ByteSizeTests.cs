using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

public sealed class ByteSizeTests
{
    [TestCase(0, "0 B")]
    [TestCase(999, "999 B")]
    [TestCase(1024, "1 KiB")]
    [TestCase(1536, "1.5 KiB")]
    [TestCase(67_108_864, "64 MiB")]
    [TestCase(67_108_865, "64 MiB")]
    [TestCase(long.MaxValue, "8 EiB")]
    public void A_size_has_a_unit(long bytes, string text) => Assert.That(new ByteSize(bytes).ToString(), Is.EqualTo(text));
}
