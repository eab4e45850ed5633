namespace CacheCore.Tests.Options;

[TestFixture]
public sealed class OptionTextTests
{
    [TestCase("0", 0)]
    [TestCase("1048576", 1 << 20)]
    [TestCase("100B", 100)]
    [TestCase("64k", 64 << 10)]
    [TestCase("64K", 64 << 10)]
    [TestCase("64KB", 64 << 10)]
    [TestCase("64KiB", 64 << 10)]
    [TestCase("512MB", 512L << 20)]
    [TestCase("512mb", 512L << 20)]
    [TestCase(" 512 MiB ", 512L << 20)]
    [TestCase("4GiB", 4L << 30)]
    [TestCase("1.5GB", 3L << 29)]
    [TestCase(".5g", 1L << 29)]
    [TestCase("0.0001k", 0)]
    [TestCase("2T", 2L << 40)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void Sizes_are_read_with_and_without_units(string text, long bytes)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(OptionText.TryParseSize(text, out long parsed), Is.True);
            Assert.That(parsed, Is.EqualTo(bytes));
        }
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("MB")]
    [TestCase("512XB")]
    [TestCase("512MBit")]
    [TestCase("512iB")]
    [TestCase("-1MB")]
    [TestCase("1,5GB")]
    [TestCase("1e3")]
    [TestCase("0x10")]
    [TestCase("half")]
    [TestCase("5 0MB")]
    [TestCase("9223372036854775808")]
    [TestCase("8388608T")]
    [TestCase("99999999999999999999999999999999G")]
    public void Other_sizes_are_none(string text) => Assert.That(OptionText.TryParseSize(text, out _), Is.False);

    [TestCase("00:20:00", 1_200_000)]
    [TestCase("7.00:00:00", 604_800_000)]
    [TestCase("-00:00:01", -1_000)]
    [TestCase("0s", 0)]
    [TestCase("30s", 30_000)]
    [TestCase("500ms", 500)]
    [TestCase("1.5s", 1_500)]
    [TestCase("10m", 600_000)]
    [TestCase("2h", 7_200_000)]
    [TestCase("7d", 604_800_000)]
    public void Times_are_read_by_the_clock_and_by_units(string text, long milliseconds) =>
        Assert.That((OptionText.TryParseTime(text, out TimeSpan time), time.TotalMilliseconds), Is.EqualTo((true, (double)milliseconds)));

    [TestCase("")]
    [TestCase("20")]
    [TestCase("m")]
    [TestCase("ms")]
    [TestCase("-1s")]
    [TestCase("1y")]
    [TestCase("1 h")]
    [TestCase("1e3s")]
    [TestCase("an hour")]
    [TestCase("25:00:00:00:00")]
    [TestCase("10675200d")]
    [TestCase("99999999999999999999999999999999d")]
    public void Other_times_are_none(string text) => Assert.That(OptionText.TryParseTime(text, out _), Is.False);

    [TestCase("700", 0x1C0)]
    [TestCase("0", 0)]
    [TestCase("777", 0x1FF)]
    [TestCase("0770", 0x1F8)]
    public void Permissions_are_octal(string text, int mode) =>
        Assert.That((OptionText.TryParseFileMode(text, out UnixFileMode value), (int)value), Is.EqualTo((true, mode)));

    [TestCase("")]
    [TestCase("9")]
    [TestCase("1000")]
    [TestCase("77777777777777777777")]
    [TestCase("10000000000")]
    [TestCase("-7")]
    public void Other_permissions_are_none(string text) => Assert.That(OptionText.TryParseFileMode(text, out _), Is.False);
}
