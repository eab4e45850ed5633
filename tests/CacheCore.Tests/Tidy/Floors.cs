using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>
/// The house of src/CacheCore: a folder is a namespace and stands on a floor, and code uses what is below it, never
/// what is beside or above.
/// </summary>
internal static partial class Floors
{
    // Composition: the one room that puts the others together.
    private const string Roof = "DependencyInjection";

    // CacheStore stands between the rooms of the engine and the adapters over it.
    private const double StoreFloor = 7.5;

    private static readonly Dictionary<string, double> FloorOf = new(StringComparer.Ordinal)
    {
        // Keys, options, results and figures: values that every floor speaks of, and that themselves know none.
        [""] = 0,
        ["Primitives"] = 0.5,
        ["Memory"] = 1,
        ["Index"] = 2,
        ["Eviction"] = 2,
        ["Items"] = 3,
        ["Parts"] = 4,
        ["Reclaiming"] = 5,
        ["Store"] = 6,
        ["Maintenance"] = 7,
        // Metrics and log messages, which every adapter may raise.
        ["Diagnostics"] = 8,
        ["DistributedCache"] = 9,
        [Roof] = 10,
    };

    /// <summary>What a file of src/CacheCore, named by its path there, does that its floor forbids.</summary>
    public static IEnumerable<string> Violations(string path, string source)
    {
        string code = CodeText.Of(source);
        string folder = path.Contains('/') ? path[..path.IndexOf('/')] : "";
        if (!FloorOf.TryGetValue(folder, out double floor))
        {
            yield return $"{path}: the folder {folder} has no floor";
            yield break;
        }

        bool isStore = folder.Length == 0 && path.StartsWith("CacheStore", StringComparison.Ordinal);
        floor = isStore ? StoreFloor : floor;

        string home = folder.Length == 0 ? "CacheCore" : $"CacheCore.{folder}";
        string lives = NamespaceDeclaration().Match(code).Groups[1].Value;
        if (lives != home && !(folder == Roof && lives == "Microsoft.Extensions.DependencyInjection"))
        {
            yield return $"{path}: lives in namespace {lives}, its folder says {home}";
        }

        foreach (string other in NamespaceUse().Matches(code).Concat(RelativeUse().Matches(code)).Select(use => use.Groups[1].Value).Distinct())
        {
            if (other != folder && FloorOf.TryGetValue(other, out double otherFloor) && otherFloor >= floor)
            {
                yield return $"{path}: uses {other}, which is not below it";
            }
        }

        if (floor < StoreFloor && folder.Length > 0 && CodeText.HasWord(code, "CacheStore"))
        {
            yield return $"{path}: uses CacheStore, which is above it";
        }
    }

    [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"(?<!namespace\s+)\bCacheCore\.(\w+)")]
    private static partial Regex NamespaceUse();

    // "Store.ItemReads" inside CacheCore means CacheCore.Store. A property of a room's name looks the same; on the floors above that room it does no harm.
    [GeneratedRegex(@"(?<![\w.])([A-Z]\w+)\.[A-Z]")]
    private static partial Regex RelativeUse();
}
