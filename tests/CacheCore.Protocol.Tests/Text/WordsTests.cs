using System.Text;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Text;

internal sealed class WordsTests
{
    [TestCase("a b c", "a|b|c")]
    [TestCase("  a   bc  ", "a|bc")]
    [TestCase("a", "a")]
    [TestCase("", "")]
    [TestCase("    ", "")]
    [TestCase("a\tb \r c", "a\tb|\r|c")]
    public void Words_stand_between_spaces(string text, string words)
    {
        // What lies around the range must not be seen.
        byte[] buffer = Encoding.ASCII.GetBytes($"xx {text}xx yy");
        List<string> found = [];
        foreach (ReadOnlySpan<byte> word in new Words(buffer, new ByteRange(3, text.Length)))
        {
            found.Add(Encoding.ASCII.GetString(word));
        }

        Assert.That(string.Join('|', found), Is.EqualTo(words));
    }
}
