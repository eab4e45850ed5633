namespace CacheCore.Tests.Tidy;

/// <summary>Addresses have few doors. Whoever needs another one adds it here, and says why in the review.</summary>
public class UnsafeCodeTests
{
    private static readonly string[] Doors =
    [
        "Index/HashBucket.cs",
        "Memory/ItemView.cs",
        "Memory/NativeTable.cs",
        "Memory/PagePool.cs",
    ];

    [Test]
    public void Unsafe_lives_only_where_addresses_do()
    {
        string[] users =
        [
            .. SourceTree.Files("src/CacheCore", ".cs")
                .Where(file => CodeText.HasWord(CodeText.Of(SourceTree.Read($"src/CacheCore/{file}")), "unsafe")),
        ];

        Assert.That(users, Is.SubsetOf(Doors));
    }

    [TestCase("unsafe struct A;", true)]
    [TestCase("/* unsafe */ struct A;", false)]
    [TestCase("struct A; // unsafe", false)]
    [TestCase("string a = \"unsafe\";", false)]
    [TestCase("string a = @\"c:\\\"; unsafe { }", true)]
    [TestCase("string a = \"// \\\"\"; unsafe { }", true)]
    [TestCase("char a = '\"'; unsafe { } // \"", true)]
    [TestCase("char a = '\\''; unsafe { } // '", true)]
    [TestCase("Unsafe.As(a);", false)]
    public void The_word_counts_in_code_alone(string source, bool isCode) =>
        Assert.That(CodeText.HasWord(CodeText.Of(source), "unsafe"), Is.EqualTo(isCode));
}
