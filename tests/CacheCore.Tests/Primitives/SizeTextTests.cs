using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

[TestFixture]
public sealed class SizeTextTests
{
    [TestCase("0", 0)]
    [TestCase("1048576", 1 << 20)]
    [TestCase("100B", 100)]
    [TestCase("64k", 64 << 10)]
    [TestCase("64K", 64 << 10)]
    [TestCase("64KB", 64 << 10)]
    [TestCase("64KiB", 64 << 10)]
    [TestCase("512MB", 512L << 20)]
    [TestCase("512mb", 512L << 20)]
    [TestCase(" 512 MiB ", 512L << 20)]
    [TestCase("4GiB", 4L << 30)]
    [TestCase("1.5GB", 3L << 29)]
    [TestCase(".5g", 1L << 29)]
    [TestCase("0.0001k", 0)]
    [TestCase("2T", 2L << 40)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void ReadsSizesWithAndWithoutUnits(string text, long bytes)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SizeText.TryParse(text, out long parsed), Is.True);
            Assert.That(parsed, Is.EqualTo(bytes));
        }
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("MB")]
    [TestCase("512XB")]
    [TestCase("512MBit")]
    [TestCase("512iB")]
    [TestCase("-1MB")]
    [TestCase("1,5GB")]
    [TestCase("1e3")]
    [TestCase("0x10")]
    [TestCase("half")]
    [TestCase("5 0MB")]
    [TestCase("9223372036854775808")]
    [TestCase("8388608T")]
    [TestCase("99999999999999999999999999999999G")]
    public void RefusesEverythingElse(string text) => Assert.That(SizeText.TryParse(text, out _), Is.False);
}
