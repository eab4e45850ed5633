using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Tests.CommandLine;

internal sealed class DurationsTests
{
    [TestCase("0", 0)]
    [TestCase("30", 30_000)]
    [TestCase("30s", 30_000)]
    [TestCase("500ms", 500)]
    [TestCase("1.5s", 1_500)]
    [TestCase("10m", 600_000)]
    [TestCase("2h", 7_200_000)]
    [TestCase("7d", 604_800_000)]
    public void A_span_may_have_a_unit(string text, long milliseconds) =>
        Assert.That((Durations.TryParse(text, out TimeSpan span), span.TotalMilliseconds), Is.EqualTo((true, (double)milliseconds)));

    [TestCase("")]
    [TestCase("m")]
    [TestCase("ms")]
    [TestCase("-1")]
    [TestCase("1y")]
    [TestCase("1 h")]
    [TestCase("1e3")]
    [TestCase("99999999999999999999d")]
    public void Other_spans_are_none(string text) => Assert.That(Durations.TryParse(text, out _), Is.False);

    [TestCase(0, "0 B")]
    [TestCase(1023, "1023 B")]
    [TestCase(1024, "1.0 KiB")]
    [TestCase(1536, "1.5 KiB")]
    [TestCase(1_048_575, "1.0 MiB")]
    [TestCase(64L << 20, "64.0 MiB")]
    [TestCase(5L << 40, "5.0 TiB")]
    public void Bytes_have_the_largest_unit_that_fits(long bytes, string text) => Assert.That(Readable.Bytes(bytes), Is.EqualTo(text));

    [TestCase(0, "0 s")]
    [TestCase(0.001, "1 ms")]
    [TestCase(7, "7 s")]
    [TestCase(60, "1 min")]
    [TestCase(3_725, "1 h 2 min")]
    [TestCase(86_400, "1 d")]
    [TestCase(100_000, "1 d 3 h")]
    public void A_span_is_told_by_its_two_largest_units(double seconds, string text) =>
        Assert.That(Readable.Span(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));

    [TestCase(0.04, "0.0")]
    [TestCase(99.94, "99.9")]
    [TestCase(99.96, "100")]
    [TestCase(1_234_567.8, "1,234,568")]
    public void Rates_have_a_digit_behind_the_point_where_it_matters(double rate, string text) =>
        Assert.That(Readable.Rate(rate), Is.EqualTo(text));

    [Test]
    public void Shares_are_percent_and_nothing_is_a_dash() =>
        Assert.That((Readable.Share(0.9321), Readable.Share(null)), Is.EqualTo(("93.2 %", "-")));
}
