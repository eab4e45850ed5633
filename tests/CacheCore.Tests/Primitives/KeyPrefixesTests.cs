using System.Text;
using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class KeyPrefixesTests
{
    private readonly KeyPrefixes _prefixes = new(["__MSFT_HCT__", "a", "ab:", "ключ", "ы"]);

    [TestCase("__MSFT_HCT__tag", ExpectedResult = true)]
    [TestCase("__MSFT_HCT__", ExpectedResult = true)]
    [TestCase("__MSFT_HCT_", ExpectedResult = false)]
    [TestCase("__msft_hct__tag", ExpectedResult = false)]
    [TestCase("x__MSFT_HCT__tag", ExpectedResult = false)]
    [TestCase("a", ExpectedResult = true)]
    [TestCase("abc", ExpectedResult = true)]
    [TestCase("b", ExpectedResult = false)]
    [TestCase("A", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    [TestCase("ключи", ExpectedResult = true)]
    [TestCase("клю", ExpectedResult = false)]
    [TestCase("ыы", ExpectedResult = true)]
    [TestCase("ь", ExpectedResult = false)]
    public bool A_key_begins_with_one_of_them_or_with_none(string key) => _prefixes.Match(Encoding.UTF8.GetBytes(key));

    [Test]
    public void Every_first_byte_is_told_from_the_others()
    {
        for (int first = 0; first < 128; first++)
        {
            var one = new KeyPrefixes([((char)first).ToString()]);
            for (int other = 0; other <= byte.MaxValue; other++)
            {
                Assert.That(one.Match([(byte)other]), Is.EqualTo(first == other));
            }
        }
    }

    [Test]
    public void No_prefix_matches_no_key()
    {
        var none = new KeyPrefixes([]);

        Assert.That((none.AreNone, _prefixes.AreNone, none.Match("key"u8)), Is.EqualTo((true, false, false)));
    }
}
