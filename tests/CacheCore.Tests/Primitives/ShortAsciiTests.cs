using System.Text;
using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class ShortAsciiTests
{
    private static readonly IEnumerable<int> Lengths = Enumerable.Range(
        ShortAscii.MinLength, ShortAscii.MaxLength - ShortAscii.MinLength + 1);

    [TestCaseSource(nameof(Lengths))]
    public void Every_character_lands_in_its_place(int length)
    {
        string text = new([.. Enumerable.Range(0, length).Select(at => (char)(at % 2 == 0 ? at : 127 - at))]);
        byte[] bytes = new byte[ShortAscii.MaxLength];

        Assert.That(ShortAscii.TryNarrow(text, bytes));
        Assert.That(bytes[..length], Is.EqualTo(Encoding.ASCII.GetBytes(text)));
    }

    [TestCaseSource(nameof(Lengths))]
    public void A_character_that_is_not_ascii_is_seen_wherever_it_stands(int length)
    {
        byte[] bytes = new byte[ShortAscii.MaxLength];
        for (int at = 0; at < length; at++)
        {
            foreach (char foreign in "\u0080\u00e9\u0100\u2000\u7f00\uff80\uffff")
            {
                char[] text = [.. Enumerable.Repeat('k', length)];
                text[at] = foreign;
                Assert.That(ShortAscii.TryNarrow(text, bytes), Is.False, $"{(int)foreign:x4} at {at}");
            }
        }
    }
}
