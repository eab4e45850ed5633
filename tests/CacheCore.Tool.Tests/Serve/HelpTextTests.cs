using CacheCore.Tool.CommandLine;
using CacheCore.Tool.Serve;

namespace CacheCore.Tool.Tests.Serve;

internal sealed class HelpTextTests
{
    private static readonly string[] Words = HelpText.Options.Split([' ', ',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What works has a word in the help text, and what does not has none.</summary>
    [Test]
    public void It_names_what_works_and_nothing_else()
    {
        char[] missing = ['e'];
        foreach (OptionSpec option in ServeOptionList.All)
        {
            bool isNamed = option.Name is not null && HelpText.Options.Contains($"--{option.Name}", StringComparison.Ordinal);
            bool hasLetter = char.IsLetter(option.Letter) && Words.Contains($"-{option.Letter}");
            Assert.That(isNamed || hasLetter, Is.EqualTo(!missing.Contains(option.Letter)), option.ToString());
        }
    }

    [Test]
    public void It_names_the_words_of_option_o()
    {
        string[] missing = ["no_drop_privileges"];
        string[] words = [.. Words.Select(static word => word.TrimEnd(':').Split('=')[0])];

        Assert.That(ExtendedOptions.Names.Except(words), Is.EqualTo(missing));
    }

    [TestCase("no_drop_privileges")]
    [TestCase("ext_path")]
    [TestCase("proxy")]
    public void Tests_that_look_for_a_feature_do_not_find_it(string word) =>
        Assert.That(HelpText.Options, Does.Not.Contain(word).IgnoreCase);
}
