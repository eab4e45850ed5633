using System.Globalization;
using System.Text.Json;
using HdrHistogram;

namespace CacheCore.Tool.Bench;

/// <summary>The result of a load, for people and for programs.</summary>
internal static class BenchReport
{
    private static readonly double[] Percentiles = [50, 90, 99, 99.9];

    public static void WriteText(TextWriter output, BenchSettings settings, LoadResult result)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(culture,
            $"{result.RequestsPerSecond:N0} requests a second ({result.Requests:N0} in {result.Elapsed.TotalSeconds:F1} s; "
                + $"{settings.Connections} connections, {settings.Pipeline} requests in flight on each)"));
        if (result.Hits + result.Misses > 0)
        {
            output.WriteLine(string.Create(culture, $"{100.0 * result.Hits / (result.Hits + result.Misses):F1} % hits"));
        }

        IEnumerable<string> points = Percentiles.Select(one => string.Create(culture, $"p{one:0.#} {Microseconds(result, one):N0} µs"));
        output.WriteLine(string.Create(culture,
            $"latency of {(settings.Pipeline == 1 ? "a request" : "a pipeline")}: "
                + $"{string.Join(", ", points)}, longest {result.Latencies.GetMaxValue():N0} µs"));
        if (result.Errors > 0)
        {
            output.WriteLine(string.Create(culture, $"{result.Errors:N0} requests were refused; the last: {result.LastError}"));
        }
    }

    public static void WriteJson(Stream output, LoadResult result)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("requests", result.Requests);
        json.WriteNumber("requestsInAll", result.RequestsInAll);
        json.WriteNumber("seconds", result.Elapsed.TotalSeconds);
        json.WriteNumber("requestsPerSecond", result.RequestsPerSecond);
        json.WriteNumber("hits", result.Hits);
        json.WriteNumber("misses", result.Misses);
        json.WriteNumber("errors", result.Errors);
        json.WriteStartObject("latencyMicroseconds");
        foreach (double percentile in Percentiles)
        {
            json.WriteNumber(string.Create(CultureInfo.InvariantCulture, $"p{percentile:0.#}"), Microseconds(result, percentile));
        }

        json.WriteNumber("max", result.Latencies.GetMaxValue());
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static long Microseconds(LoadResult result, double percentile) =>
        result.Latencies.TotalCount == 0 ? 0 : result.Latencies.GetValueAtPercentile(percentile);
}
