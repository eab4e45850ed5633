using System.Text;
using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class KeyEncoderTests
{
    private static readonly string[] Keys =
    [
        "",
        "a",
        "key:4711",
        "\0\u0001\u007f",
        "ümläut",
        "日本語",
        "smile \U0001F600",
        .. Enumerable.Range(0, 40).Select(length => new string('k', length)),
        .. Enumerable.Range(250, 12).Select(length => new string('k', length)),
        .. Enumerable.Range(83, 5).Select(length => new string('€', length)),
        .. Enumerable.Range(0, 20).Select(at => new string('k', at) + "é" + new string('k', 20)),
        new string('k', 100_000),
        new string('€', 50_000),
    ];

    [Test]
    public void The_bytes_are_those_of_utf8()
    {
        byte[] buffer = new byte[KeyEncoder.StackSize];
        foreach (string key in Keys)
        {
            var encoder = new KeyEncoder(key, buffer);
            Assert.That(encoder.Bytes.SequenceEqual(Encoding.UTF8.GetBytes(key)), $"{key.Length} characters");
            encoder.Return();
        }
    }

    [Test]
    public void No_stack_buffer_is_too_short()
    {
        foreach (string key in Keys)
        {
            var encoder = new KeyEncoder(key, []);
            Assert.That(encoder.Bytes.SequenceEqual(Encoding.UTF8.GetBytes(key)), $"{key.Length} characters");
            encoder.Return();
        }
    }

    [TestCase(0xD800, "", "")]
    [TestCase(0xDFFF, "", "")]
    [TestCase(0xD83D, "short", "")]
    [TestCase(0xDE00, "", "short")]
    [TestCase(0xD800, "a key that is longer than any vector the processor has, and than two of them as well", "end")]
    public void A_lone_surrogate_is_refused(int surrogate, string before, string after)
    {
        string[] keys = [before + (char)surrogate + after, before + (char)surrogate + after + new string('k', 300)];
        foreach (string key in keys)
        {
            Assert.That(
                () => new KeyEncoder(key, new byte[KeyEncoder.StackSize]).Return(),
                Throws.ArgumentException.With.Message.Contains("lone surrogate"));
        }
    }

    [TestCase("ümläut")]
    [TestCase("ключ:4711")]
    [TestCase("a key of some length with 日本語 in it")]
    public void A_key_that_fits_the_stack_buffer_lies_there_whatever_its_letters(string key)
    {
        byte[] buffer = new byte[KeyEncoder.StackSize];
        var encoder = new KeyEncoder(key, buffer);
        Assert.That(encoder.Bytes.Overlaps(buffer));
        encoder.Return();
    }

    [Test]
    public void Null_is_refused() =>
        Assert.That(() => new KeyEncoder((string)null!, new byte[KeyEncoder.StackSize]).Return(), Throws.ArgumentNullException);
}
