namespace CacheCore.Tool.Serve;

/// <summary>The eviction policies, as the command line writes them.</summary>
internal static class PolicyNames
{
    /// <summary>All, in the order of the option, the last behind an "or".</summary>
    public static string All { get; } = NamesOf(Enum.GetValues<EvictionPolicy>());

    public static bool TryParse(string text, out EvictionPolicy policy)
    {
        EvictionPolicy[] all = Enum.GetValues<EvictionPolicy>();
        int found = Array.FindIndex(all, one => NameOf(one) == text);
        policy = all[Math.Max(0, found)];
        return found >= 0;
    }

    private static string NamesOf(EvictionPolicy[] policies) =>
        $"{string.Join(", ", policies[..^1].Select(NameOf))}, or {NameOf(policies[^1])}";

    private static string NameOf(EvictionPolicy policy) => policy.ToString().ToLowerInvariant();
}
