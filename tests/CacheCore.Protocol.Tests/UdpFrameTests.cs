namespace CacheCore.Protocol.Tests;

internal sealed class UdpFrameTests
{
    [Test]
    public void A_request_is_one_datagram()
    {
        Assert.That(UdpFrame.TryReadRequest(EscapedBytes.Parse("\\[1234 0000 0001 0000]get a\\r\\n"), out UdpFrame frame), Is.True);
        Assert.That(frame, Is.EqualTo(new UdpFrame(0x1234, 0, 1)));
    }

    [TestCase("")]
    [TestCase("\\[1234 0000 0001 0000]", Description = "no payload")]
    [TestCase("\\[1234 0000 0002 0000]get a\\r\\n", Description = "the first of two")]
    [TestCase("\\[1234 0000 0000 0000]get a\\r\\n")]
    public void Others_are_not_answered(string datagram) =>
        Assert.That(UdpFrame.TryReadRequest(EscapedBytes.Parse(datagram), out _), Is.False);

    [Test]
    public void A_reply_repeats_the_id_and_counts()
    {
        byte[] room = new byte[9];

        Assert.That(new UdpFrame(0x1234, 1, 3).TryWrite(room.AsSpan(0, 7)), Is.False);
        Assert.That(new UdpFrame(0x1234, 1, 3).TryWrite(room), Is.True);
        Assert.That(room, Is.EqualTo(EscapedBytes.Parse("\\[1234 0001 0003 0000 00]")));
    }
}
