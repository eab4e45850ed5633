using System.Text.RegularExpressions;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>CAS values are each server's own: they are compared as there or not.</summary>
internal static partial class CasMask
{
    public static string Over(string answer) =>
        MetaLine().Replace(ValueWithCas().Replace(answer, "VALUE $1 $2 $3 CAS"), static line => MetaCas().Replace(line.Value, " c#"));

    /// <summary>The line of a meta reply.</summary>
    [GeneratedRegex(@"^(HD|VA|NS|EX|NF|EN)[^\r\n]*", RegexOptions.Multiline)]
    public static partial Regex MetaLine();

    /// <summary>A classic reply's line with a CAS value.</summary>
    [GeneratedRegex(@"VALUE (\S+) (\d+) (\d+) (\d+)(?=\r\n)")]
    public static partial Regex ValueWithCas();

    [GeneratedRegex(@" c\d+")]
    private static partial Regex MetaCas();
}
