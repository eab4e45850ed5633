using System.IO.Pipelines;
using CacheCore.Transport.Epoll;
using CacheCore.Transport.Memory;
using CacheCore.Transport.Sockets;

namespace CacheCore.Transport.Tests.Epoll;

internal sealed class SocketWriterTests
{
    [Test]
    public void What_was_written_aside_and_will_not_be_sent_is_given_back()
    {
        if (!SocketTransport.HasEventLoops)
        {
            Assert.Ignore("The writer is Linux's.");
        }

        var memory = new ConnectionMemory(limit: 2 * EventLoop.BufferSize);
        using var loop = new EventLoop("test", static exception => throw exception, memory);
        PipeWriter writer = new SocketConnection(descriptor: -1, loop).Output; // nothing is sent, so no socket is needed
        for (int i = 0; i < 2; i++)
        {
            _ = writer.GetMemory(EventLoop.BufferSize);
            writer.Advance(EventLoop.BufferSize);
        }

        Assert.That(() => writer.GetMemory(EventLoop.BufferSize), Throws.InstanceOf<NoConnectionMemoryException>());
        Assert.That(memory.Used, Is.EqualTo(2 * EventLoop.BufferSize));
        writer.Complete();
        Assert.That(memory.Used, Is.Zero);
    }
}
