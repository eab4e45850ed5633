using System.Text.RegularExpressions;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>CAS values are each server's own: they are compared as there or not.</summary>
internal static partial class CasMask
{
    public static string Over(string answer) =>
        MetaLine().Replace(ValueWithCas().Replace(answer, "VALUE $1 $2 $3 CAS"), static line => MetaCas().Replace(line.Value, " c#"));

    [GeneratedRegex(@"VALUE (\S+) (\d+) (\d+) (\d+)(?=\r\n)")]
    private static partial Regex ValueWithCas();

    [GeneratedRegex(@"^(HD|VA|NS|EX|NF|EN)[^\r\n]*", RegexOptions.Multiline)]
    private static partial Regex MetaLine();

    [GeneratedRegex(@" c\d+")]
    private static partial Regex MetaCas();
}
