using System.Text.Encodings.Web;
using System.Text.Json;
using CacheCore.HitRate.Contenders;

namespace CacheCore.HitRate.Report;

/// <summary>Where a comparison goes: tables to standard output and a Markdown file, a plot beside it, every run to a JSON file.</summary>
internal sealed class ComparisonReport(IReadOnlyList<CellResult> cells, IReadOnlyList<Contender> contenders, int seeds)
{
    private const string StandardOutput = "-";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Write(string folder, string? jsonTarget)
    {
        _ = Directory.CreateDirectory(folder);
        string tables = ComparisonTables.Of(cells, contenders, seeds);
        (jsonTarget == StandardOutput ? Console.Error : Console.Out).Write(tables);
        File.WriteAllText(Path.Combine(folder, "hit-ratio.md"), tables);
        string plot = Path.Combine(folder, "hit-ratio.png");
        HitRatioPlot.Save(cells, contenders, plot);
        Console.Error.WriteLine($"plot: {plot}");
        if (jsonTarget == StandardOutput)
        {
            Console.Out.WriteLine(ToJson());
        }
        else if (jsonTarget is not null)
        {
            File.WriteAllText(jsonTarget, ToJson() + Environment.NewLine);
        }
    }

    private string ToJson() =>
        JsonSerializer.Serialize(new { seeds, contenders = contenders.Select(contender => contender.Name), cells }, Json);
}
