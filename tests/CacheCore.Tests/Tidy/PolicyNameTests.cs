using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>
/// An eviction policy is known by name in its own file, in the table that makes it from the option, and where options are read.
/// Everybody else asks the policy of the store, whichever it is; so a further one is a further file.
/// </summary>
public class PolicyNameTests
{
    private static readonly string[] Homes =
    [
        "CacheCore/Values/EvictionPolicy.cs",
        "CacheCore/Eviction/Policies/",
        "CacheCore.Tool/Serve/ServeSettings.cs", // memcached's word for one queue
    ];

    [Test]
    public void Policies_are_named_in_their_own_room_and_among_the_options()
    {
        string names = string.Join('|', Enum.GetNames<EvictionPolicy>());
        var named = new Regex($@"\bEvictionPolicy\.({names})\b|\b({names})Policy\b");
        string[] elsewhere =
        [
            .. SourceTree.Files("src", ".cs")
                .Where(file => !Homes.Any(home => file.StartsWith(home, StringComparison.Ordinal)))
                .Where(file => named.IsMatch(SourceTree.Read($"src/{file}"))),
        ];

        Assert.That(elsewhere, Is.Empty);
    }

    [Test]
    public void Each_policy_has_a_file_of_its_own()
    {
        string[] files = [.. SourceTree.Files("src/CacheCore/Eviction/Policies", ".cs")];

        Assert.That(Enum.GetNames<EvictionPolicy>().Select(static name => $"{name}Policy.cs"), Is.SubsetOf(files));
    }
}
