using System.Text;

namespace CacheCore.Protocol.Tests;

internal sealed class Base64KeyTests
{
    [TestCase("Zm9v", "foo")]
    [TestCase("Zm9vYg==", "foob")]
    [TestCase("Zm9vYmE=", "fooba")]
    [TestCase("AAEC", "\u0000\u0001\u0002")]
    [TestCase("+/+/", "\u00fb\u00ff\u00bf")]
    public void Padded_text_is_decoded(string text, string key)
    {
        byte[] decoded = new byte[ProtocolLimits.MaxDecodedKeyLength];

        Assert.That(Base64Key.TryDecode(Encoding.ASCII.GetBytes(text), decoded, out int length), Is.True);
        Assert.That(Encoding.Latin1.GetString(decoded, 0, length), Is.EqualTo(key));
    }

    [TestCase("")]
    [TestCase("Z")]
    [TestCase("Zm9vYg")]
    [TestCase("Zm9vYg=")]
    [TestCase("====")]
    [TestCase("Zm=v")]
    [TestCase("Zm9vYg==Zm9v")]
    [TestCase("Zm-_")]
    [TestCase("Zm9v!")]
    [TestCase("Zm\t9v")]
    [TestCase("Zm9\rv")]
    public void Anything_else_is_not(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);

        Assert.That(Base64Key.TryDecode(bytes, new byte[ProtocolLimits.MaxDecodedKeyLength], out _), Is.False);
        Assert.That(Base64Key.IsValid(bytes), Is.False);
    }

    [Test]
    public void What_is_found_valid_can_be_decoded()
    {
        Random random = new(1);
        ReadOnlySpan<byte> letters = "ABab09+/=="u8;
        byte[] decoded = new byte[ProtocolLimits.MaxDecodedKeyLength];
        byte[] text = new byte[12];
        int valid = 0;
        for (int i = 0; i < 20_000; i++)
        {
            Span<byte> some = text.AsSpan(0, random.Next(text.Length + 1));
            for (int j = 0; j < some.Length; j++)
            {
                some[j] = letters[random.Next(letters.Length)];
            }

            bool isValid = Base64Key.IsValid(some);
            valid += isValid ? 1 : 0;
            Assert.That(Base64Key.TryDecode(some, decoded, out _), Is.EqualTo(isValid), Encoding.ASCII.GetString(some));
        }

        Assert.That(valid, Is.GreaterThan(100));
    }

    [Test]
    public void The_longest_key_fits()
    {
        byte[] text = Encoding.ASCII.GetBytes(new string('A', 248));

        Assert.That(Base64Key.TryDecode(text, new byte[ProtocolLimits.MaxDecodedKeyLength], out int length), Is.True);
        Assert.That(length, Is.EqualTo(ProtocolLimits.MaxDecodedKeyLength));
    }
}
