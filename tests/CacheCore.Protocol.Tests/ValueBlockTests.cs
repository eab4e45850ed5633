namespace CacheCore.Protocol.Tests;

internal sealed class ValueBlockTests
{
    [Test]
    public void A_value_is_taken_piece_by_piece()
    {
        var block = ValueBlock.OfText(5);

        Assert.That(Take(ref block, "he"), Is.EqualTo((ValueStatus.NeedMore, "he", 2)));
        Assert.That(Take(ref block, ""), Is.EqualTo((ValueStatus.NeedMore, "", 0)));
        Assert.That(Take(ref block, "llo\r"), Is.EqualTo((ValueStatus.NeedMore, "llo", 4)));
        Assert.That(block.Remaining, Is.EqualTo(1));
        Assert.That(Take(ref block, "\nget"), Is.EqualTo((ValueStatus.Complete, "", 1)));
    }

    [Test]
    public void What_follows_the_value_is_left() =>
        Assert.That(TakeAll(ValueBlock.OfText(2), "ab\r\nget a\r\n"), Is.EqualTo((ValueStatus.Complete, "ab", 4)));

    [TestCase("abxx")]
    [TestCase("ab\r\r")]
    [TestCase("ab\n\n")]
    [TestCase("abc\r")]
    public void A_text_value_ends_with_a_line_end(string input) =>
        Assert.That(TakeAll(ValueBlock.OfText(2), input), Is.EqualTo((ValueStatus.BadDataChunk, "ab", 4)));

    [Test]
    public void A_binary_value_ends_with_itself() =>
        Assert.That(TakeAll(ValueBlock.OfBinary(2), "abc"), Is.EqualTo((ValueStatus.Complete, "ab", 2)));

    [Test]
    public void An_empty_value_has_arrived_at_once()
    {
        Assert.That(TakeAll(ValueBlock.OfBinary(0), ""), Is.EqualTo((ValueStatus.Complete, "", 0)));
        Assert.That(TakeAll(ValueBlock.OfText(0), "\r\n"), Is.EqualTo((ValueStatus.Complete, "", 2)));
    }

    [Test]
    public void The_largest_value_has_its_line_end_counted() =>
        Assert.That(ValueBlock.OfText(ProtocolLimits.MaxTextValueLength).Remaining, Is.EqualTo((long)int.MaxValue));

    private static (ValueStatus Status, string Piece, int Consumed) TakeAll(ValueBlock block, string input) => Take(ref block, input);

    private static (ValueStatus Status, string Piece, int Consumed) Take(ref ValueBlock block, string input)
    {
        ValueStatus status = block.Take(System.Text.Encoding.ASCII.GetBytes(input), out ReadOnlySpan<byte> piece, out int consumed);
        return (status, System.Text.Encoding.ASCII.GetString(piece), consumed);
    }
}
