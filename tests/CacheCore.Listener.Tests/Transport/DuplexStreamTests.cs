using System.IO.Pipelines;
using CacheCore.Listener.Transport;

namespace CacheCore.Listener.Tests.Transport;

internal sealed class DuplexStreamTests
{
    private static readonly byte[] Two = [22, 3, 3, 0, 2, 1, 2, 23, 3, 3, 0, 1, 3];

    [Test]
    public async Task A_read_ends_with_its_record()
    {
        var pipe = new Pipe();
        await using var stream = new DuplexStream(new Ends(pipe), hasRecords: true);
        _ = await pipe.Writer.WriteAsync(Two);
        byte[] buffer = new byte[100];

        Assert.That(await stream.ReadAsync(buffer), Is.EqualTo(7));
        Assert.That(stream.HasUnread && stream.HasWholeRecord);
        Assert.That(await stream.ReadAsync(buffer), Is.EqualTo(6));
        Assert.That(stream.HasUnread, Is.False);
    }

    [Test]
    public async Task Without_records_a_read_takes_what_is_there()
    {
        var pipe = new Pipe();
        await using var stream = new DuplexStream(new Ends(pipe));
        _ = await pipe.Writer.WriteAsync(Two);

        Assert.That(await stream.ReadAsync(new byte[100]), Is.EqualTo(Two.Length));
    }

    [Test]
    public async Task What_others_have_waited_for_is_read_first()
    {
        var pipe = new Pipe();
        await using var stream = new DuplexStream(new Ends(pipe), hasRecords: true);
        _ = await pipe.Writer.WriteAsync(Two.AsMemory(0, 6));
        stream.Accept(await pipe.Reader.ReadAsync());

        Assert.That(stream.HasUnread);
        Assert.That(stream.HasWholeRecord, Is.False);
        byte[] buffer = new byte[100];
        Assert.That(await stream.ReadAsync(buffer), Is.EqualTo(6));
        _ = await pipe.Writer.WriteAsync(Two.AsMemory(6));
        Assert.That(await stream.ReadAsync(buffer), Is.EqualTo(1), "the rest of the first record");
    }

    private sealed class Ends(Pipe pipe) : IDuplexPipe
    {
        public PipeReader Input => pipe.Reader;

        public PipeWriter Output => pipe.Writer;
    }
}
