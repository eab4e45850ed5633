using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CacheCore.Tool.Client;

namespace CacheCore.Tool.Stats;

/// <summary>Figures for people and for programs.</summary>
internal static class StatsReport
{
    /// <summary>Names on the left, what they are on the right, in two columns.</summary>
    public static void WriteTable(TextWriter output, IReadOnlyList<StatLine> figures)
    {
        int width = figures.Count == 0 ? 0 : figures.Max(static figure => figure.Name.Length);
        foreach (StatLine figure in figures)
        {
            output.WriteLine($"{figure.Name.PadRight(width)}  {figure.Value}".TrimEnd());
        }
    }

    /// <summary>One object with the server's own names; numbers are numbers, all else is text.</summary>
    public static void WriteJson(Stream output, IReadOnlyList<StatLine> figures)
    {
        using (var json = new Utf8JsonWriter(
            output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (StatLine figure in figures)
            {
                json.WritePropertyName(figure.Name);
                WriteValue(json, figure.Value);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    // A number is one only if it would be written just so: 007, 1e9 and what is too large stay text.
    private static void WriteValue(Utf8JsonWriter json, string text)
    {
        if (decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            && number.ToString(CultureInfo.InvariantCulture) == text)
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }
}
