using System.Buffers;
using System.IO.Pipelines;
using CacheCore.Transport.Tls;
using PipeResult = System.IO.Pipelines.ReadResult;

namespace CacheCore.Transport.Tests.Tls;

internal sealed class DuplexStreamTests
{
    private static readonly byte[] Two = [22, 3, 3, 0, 2, 1, 2, 23, 3, 3, 0, 1, 3];

    [Test]
    public async Task A_read_takes_what_is_there_and_counts_records()
    {
        var pipe = new Pipe();
        await using var stream = new DuplexStream(new Ends(pipe), hasRecords: true);
        _ = await pipe.Writer.WriteAsync(Two);
        byte[] buffer = new byte[100];

        Assert.That(await stream.ReadAsync(buffer.AsMemory(0, 7)), Is.EqualTo(7));
        Assert.That(stream.TakeRecordsRead(), Is.EqualTo(1));
        Assert.That(stream.HasUnread && stream.HasWholeRecord);
        Assert.That(await stream.ReadAsync(buffer), Is.EqualTo(6));
        Assert.That(stream.HasUnread, Is.False);
        Assert.That(stream.TakeRecordsRead(), Is.EqualTo(1));

        _ = await pipe.Writer.WriteAsync(Two);
        Assert.That(await stream.ReadAsync(buffer), Is.EqualTo(Two.Length));
        Assert.That(stream.TakeRecordsRead(), Is.EqualTo(2));
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
        Assert.That(await stream.ReadAsync(buffer), Is.EqualTo(7), "the rest of both");
        Assert.That(stream.TakeRecordsRead(), Is.EqualTo(2));
        Assert.That(() => Accept(stream, Two), Throws.Nothing);
        Assert.That(() => Accept(stream, Two), Throws.InvalidOperationException, "there is something unread");
    }

    private static void Accept(DuplexStream stream, byte[] bytes) =>
        stream.Accept(new PipeResult(new ReadOnlySequence<byte>(bytes), isCanceled: false, isCompleted: false));

    private sealed class Ends(Pipe pipe) : IDuplexPipe
    {
        public PipeReader Input => pipe.Reader;

        public PipeWriter Output => pipe.Writer;
    }
}
