using System.Text;
using CacheCore.Protocol.Spans;

namespace CacheCore.Protocol.Tests.Spans;

internal sealed class DecimalNumberTests
{
    [TestCase("0", 0UL)]
    [TestCase("7", 7UL)]
    [TestCase("00042", 42UL)]
    [TestCase("18446744073709551615", ulong.MaxValue)]
    [TestCase("0000000000000000000000000018446744073709551615", ulong.MaxValue)]
    public void An_unsigned_number_has_64_bits(string text, ulong number)
    {
        Assert.That(DecimalNumber.TryParse(Bytes(text), out ulong value), Is.True);
        Assert.That(value, Is.EqualTo(number));
    }

    [TestCase("")]
    [TestCase("18446744073709551616")]
    [TestCase("18446744073709551620")]
    [TestCase("99999999999999999999")]
    [TestCase("184467440737095516150")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase("1.0")]
    [TestCase("1a")]
    [TestCase("0x1")]
    [TestCase("1\r")]
    [TestCase("\0")]
    public void Anything_else_is_no_unsigned_number(string text)
    {
        Assert.That(DecimalNumber.TryParse(Bytes(text), out ulong _), Is.False);
        Assert.That(DecimalNumber.TryParse(Bytes(text), out uint _), Is.False);
        Assert.That(DecimalNumber.TryParseLow32(Bytes(text), out _), Is.False);
    }

    [TestCase("4294967295", true)]
    [TestCase("4294967296", false)]
    public void Half_of_it_has_32_bits(string text, bool isNumber) =>
        Assert.That(DecimalNumber.TryParse(Bytes(text), out uint _), Is.EqualTo(isNumber));

    [TestCase("2147483647", true, int.MaxValue)]
    [TestCase("-2147483648", true, int.MinValue)]
    [TestCase("-0", true, 0)]
    [TestCase("-1", true, -1)]
    [TestCase("2147483648", false, 0)]
    [TestCase("-2147483649", false, 0)]
    [TestCase("-", false, 0)]
    [TestCase("--1", false, 0)]
    [TestCase("- 1", false, 0)]
    [TestCase("+1", false, 0)]
    public void A_signed_number_has_32_bits(string text, bool isNumber, int number)
    {
        Assert.That(DecimalNumber.TryParse(Bytes(text), out int value), Is.EqualTo(isNumber));
        Assert.That(isNumber ? value : number, Is.EqualTo(number));
    }

    [TestCase("4294967295", 4294967295u)]
    [TestCase("4294967296", 0u)]
    [TestCase("4294967301", 5u)]
    [TestCase("18446744073709551615", uint.MaxValue)]
    public void Flags_are_the_low_bits(string text, uint flags)
    {
        Assert.That(DecimalNumber.TryParseLow32(Bytes(text), out uint value), Is.True);
        Assert.That(value, Is.EqualTo(flags));
    }

    [TestCase("0.5", true)]
    [TestCase("2", true)]
    [TestCase("1e400", false)]
    [TestCase("NaN", false)]
    [TestCase("Infinity", false)]
    [TestCase("0.5x", false)]
    [TestCase("", false)]
    public void A_fraction_is_finite(string text, bool isNumber) =>
        Assert.That(DecimalNumber.TryParse(Bytes(text), out double _), Is.EqualTo(isNumber));

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
