using System.Text;
using CacheCore.Tool.Values;

namespace CacheCore.Tool.Tests.Values;

internal sealed class ValuesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [TestCase(0, 0)]
    [TestCase(1, 1)]
    [TestCase(0.2, 1)]
    [TestCase(2_592_000, 2_592_000)]
    [TestCase(2_592_001, 1_702_592_001)]
    public void A_lifetime_beyond_thirty_days_is_a_moment_on_the_wire(double seconds, int expiryTime) =>
        Assert.That(SetCommand.ExpiryTime(TimeSpan.FromSeconds(seconds), Now), Is.EqualTo(expiryTime));

    [Test]
    public void The_line_of_a_set_has_flags_lifetime_and_length() =>
        Assert.That(Encoding.UTF8.GetString(ItemRequests.Set("é"u8.ToArray(), 7, 60, 5)), Is.EqualTo("set é 7 60 5\r\n"));

    [Test]
    public void Other_requests_are_a_line() =>
        Assert.That(
            (Encoding.UTF8.GetString(ItemRequests.Get("a"u8.ToArray())), Encoding.UTF8.GetString(ItemRequests.Delete("a"u8.ToArray()))),
            Is.EqualTo(("get a\r\n", "delete a\r\n")));

    [Test]
    public void A_moment_that_the_wire_has_not_is_the_last_that_it_has() =>
        Assert.That(SetCommand.ExpiryTime(TimeSpan.FromDays(36500), Now), Is.EqualTo(int.MaxValue));

    [Test]
    public void Keys_are_utf8() => Assert.That(KeyText.ToBytes("é:1"), Is.EqualTo((byte[])[0xC3, 0xA9, (byte)':', (byte)'1']));

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a\r\nflush_all")]
    [TestCase("a\0")]
    [TestCase("a\u007F")]
    public void Others_would_break_the_protocol(string key) =>
        Assert.That(Assert.Throws<RefusedException>(() => KeyText.ToBytes(key))!.ExitCode, Is.EqualTo(ExitCode.Usage));

    [TestCase(250, true)]
    [TestCase(251, false)]
    public void A_key_has_250_bytes_at_most(int length, bool isOne)
    {
        string key = new('k', length);
        if (isOne)
        {
            Assert.That(KeyText.ToBytes(key), Has.Length.EqualTo(length));
        }
        else
        {
            Assert.Throws<RefusedException>(() => KeyText.ToBytes(key));
        }
    }
}
