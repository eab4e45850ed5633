using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CacheCore.Listener.Tests.Differential;

/// <summary>Asks two servers the same and compares what they say, but for the differences that are known, each with its reason.</summary>
internal sealed partial class Conversation(Peer reference, Peer ours, Random random)
{
    private const int MostCuts = 4;

    private static readonly byte[] Sentinel = "ma sentinel Osentinel k\r\n"u8.ToArray();
    private static readonly byte[] SentinelReply = "NF Osentinel ksentinel\r\n"u8.ToArray();

    /// <summary>Sends commands; null: the answers agree.</summary>
    public string? Ask(IReadOnlyList<string> commands)
    {
        int[] cuts = Cuts(commands.Sum(command => command.Length));
        string expected = Answer(reference, commands, cuts, out bool isReferenceClosed);
        string actual = Answer(ours, commands, cuts, out bool isClosed);
        if (isReferenceClosed || isClosed)
        {
            reference.Reconnect();
            ours.Reconnect();
        }

        return expected == actual && isReferenceClosed == isClosed
            ? null
            : $"asked: {Shown(string.Concat(commands))}\nmemcached: {Around(expected, actual)} {isReferenceClosed}\n"
                + $"ours:      {Around(actual, expected)} {isClosed}";
    }

    /// <summary>What stands where two answers part.</summary>
    private static string Around(string text, string other)
    {
        int same = text.AsSpan().CommonPrefixLength(other);
        int start = Math.Max(0, same - 120);
        return Shown(text[start..Math.Min(text.Length, same + 80)]);
    }

    private static string Answer(Peer peer, IReadOnlyList<string> commands, int[] cuts, out bool isClosed)
    {
        string text = CasOfKey().Replace(
            string.Concat(commands), match => peer.Cas.GetValueOrDefault(match.Groups[1].Value).ToString(CultureInfo.InvariantCulture));
        byte[] request = [.. Encoding.Latin1.GetBytes(text), .. Sentinel];
        string answer = Encoding.Latin1.GetString(
            peer.Ask(request, [.. cuts.Where(cut => cut < request.Length)], SentinelReply, out isClosed));
        foreach (Match value in CasMask.ValueWithCas().Matches(answer))
        {
            peer.Cas[value.Groups[1].Value] = ulong.Parse(value.Groups[4].Value, CultureInfo.InvariantCulture);
        }

        return Masked(answer);
    }

    /// <summary>
    /// CAS values are each server's own; what is left of a time to live may differ by the second in which it was asked;
    /// versions are versions.
    /// </summary>
    private static string Masked(string answer)
    {
        string masked = CasMask.MetaLine().Replace(CasMask.Over(answer), line => MetaTime().Replace(line.Value, " t#"));
        return VersionLine().Replace(masked, "VERSION");
    }

    private int[] Cuts(int length) => random.Next(3) == 0
        ? [.. Enumerable.Range(0, random.Next(1, MostCuts)).Select(_ => random.Next(1, Math.Max(2, length))).Order()]
        : [];

    private static string Shown(string text) => text.Length > 3000
        ? $"{Shown(text[..1500])} … {Shown(text[^1500..])}"
        : Run().Replace(text, run => $"{{{run.Length}:{run.Value[0]}}}").Replace("\r", "\\r", StringComparison.Ordinal).Replace(
            "\n", "\\n", StringComparison.Ordinal);

    [GeneratedRegex(@"\{cas:([^}]+)\}")]
    private static partial Regex CasOfKey();

    [GeneratedRegex(@" t-?\d+")]
    private static partial Regex MetaTime();

    [GeneratedRegex(@"VERSION [^\r]*")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"(.)\1{20,}")]
    private static partial Regex Run();
}
