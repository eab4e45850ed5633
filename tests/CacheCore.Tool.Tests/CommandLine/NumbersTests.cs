using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Tests.CommandLine;

internal sealed class NumbersTests
{
    [TestCase("NaN")]
    [TestCase("1e999")]
    [TestCase("1,5")]
    [TestCase("Infinity")]
    public void Other_decimals_are_none(string text) => Assert.That(Numbers.TryDouble(text, out _), Is.False);
}
