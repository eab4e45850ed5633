using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Tests.CommandLine;

internal sealed class NumbersTests
{
    [TestCase("1024", 1024)]
    [TestCase("1k", 1024)]
    [TestCase("2M", 2 << 20)]
    [TestCase("0", 0)]
    public void A_size_may_have_a_unit(string text, long bytes) =>
        Assert.That((Numbers.TrySize(text, out long value), value), Is.EqualTo((true, bytes)));

    [TestCase("")]
    [TestCase("m")]
    [TestCase("-1")]
    [TestCase("1g")]
    [TestCase("1.5m")]
    [TestCase("99999999999999999999")]
    [TestCase("9223372036854775807k")]
    public void Other_sizes_are_none(string text) => Assert.That(Numbers.TrySize(text, out _), Is.False);

    [TestCase("700", 0x1C0)]
    [TestCase("0", 0)]
    [TestCase("777", 0x1FF)]
    public void Permissions_are_octal(string text, int mode) =>
        Assert.That((Numbers.TryOctal(text, out int value), value), Is.EqualTo((true, mode)));

    [TestCase("")]
    [TestCase("9")]
    [TestCase("1000")]
    [TestCase("77777777777777777777")]
    [TestCase("-7")]
    public void Other_permissions_are_none(string text) => Assert.That(Numbers.TryOctal(text, out _), Is.False);

    [TestCase("NaN")]
    [TestCase("1e999")]
    [TestCase("1,5")]
    [TestCase("Infinity")]
    public void Other_decimals_are_none(string text) => Assert.That(Numbers.TryDouble(text, out _), Is.False);
}
