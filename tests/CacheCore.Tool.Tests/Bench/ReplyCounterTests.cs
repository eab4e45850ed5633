using System.Text;
using CacheCore.Tool.Bench;

namespace CacheCore.Tool.Tests.Bench;

internal sealed class ReplyCounterTests
{
    private const string Replies = "VALUE a 0 3\r\nabc\r\nVALUE b 0 0\r\n\r\nEND\r\n"     // 2 hits
        + "END\r\nEN\r\nNOT_FOUND\r\nNF\r\n"                                      // 4 misses
        + "VA 5 f0\r\n\r\nEND\r\n"                                                // a hit, whose value looks like the end of another
        + "STORED\r\nHD\r\nDELETED\r\n"                                          // 3 others
        + "SERVER_ERROR out of memory storing object\r\n";                        // an error

    [Test]
    public void Replies_are_counted_however_they_are_cut([Range(1, 40)] int pieceLength)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Replies);
        var counter = new ReplyCounter();
        int outstanding = 10;
        int start = 0;
        for (int end = 0; end < bytes.Length;)
        {
            end = Math.Min(end + pieceLength, bytes.Length);
            start += counter.Scan(bytes.AsSpan(start..end), ref outstanding);
        }

        Assert.That((start, outstanding), Is.EqualTo((bytes.Length, 0)));
        Assert.That((counter.Hits, counter.Misses, counter.Others, counter.Errors), Is.EqualTo((3L, 4L, 3L, 1L)));
        Assert.That(counter.LastError, Is.EqualTo("SERVER_ERROR out of memory storing object"));
    }

    [Test]
    public void No_more_is_read_than_was_asked_for()
    {
        var counter = new ReplyCounter();
        int outstanding = 1;

        Assert.That(counter.Scan("STORED\r\nSTORED\r\n"u8, ref outstanding), Is.EqualTo(8));
        Assert.That((outstanding, counter.Others), Is.EqualTo((0, 1L)));
    }

    [TestCase("VALUE a 0 x\r\n")]
    [TestCase("VA 1\r\nabc")]
    public void What_is_no_reply_ends_the_load(string text)
    {
        int outstanding = 1;

        Assert.Throws<InvalidDataException>(() => new ReplyCounter().Scan(Encoding.ASCII.GetBytes(text), ref outstanding));
    }
}
