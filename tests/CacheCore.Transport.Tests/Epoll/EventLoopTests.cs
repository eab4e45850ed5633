using CacheCore.Transport.Epoll;
using CacheCore.Transport.Sockets;

namespace CacheCore.Transport.Tests.Epoll;

internal sealed class EventLoopTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Whatever_is_posted_is_done_however_posts_meet(CancellationToken cancellationToken)
    {
        if (!SocketTransport.HasEventLoops)
        {
            Assert.Ignore("The loop is Linux's.");
        }

        using var loop = new EventLoop("test", static exception => throw exception);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                loop.Post(static source => ((TaskCompletionSource)source).SetResult(), done);
                await done.Task.WaitAsync(cancellationToken);
            }
        })));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Who_waits_for_a_turn_lets_the_others_go_first(CancellationToken cancellationToken)
    {
        if (!SocketTransport.HasEventLoops)
        {
            Assert.Ignore("The loop is Linux's.");
        }

        using var loop = new EventLoop("test", static exception => throw exception);
        List<string> done = [];
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(_ => { _ = WorkAsync("a"); _ = WorkAsync("b"); }, loop);
        await ended.Task.WaitAsync(cancellationToken);

        Assert.That(done, Is.EqualTo(["a0", "b0", "a1", "b1", "a2", "b2"]));

        async Task WorkAsync(string name)
        {
            var turn = new LoopTurn(loop);
            for (int i = 0; i < 3; i++)
            {
                done.Add($"{name}{i}");
                await turn.WaitAsync();
            }

            if (name == "b")
            {
                ended.SetResult();
            }
        }
    }

    [Test]
    public async Task What_a_post_throws_is_told_and_ends_nothing()
    {
        if (!SocketTransport.HasEventLoops)
        {
            Assert.Ignore("The loop is Linux's.");
        }

        var told = new TaskCompletionSource<Exception>();
        using var loop = new EventLoop("test", told.SetResult);
        loop.Post(static _ => throw new InvalidOperationException("on purpose"), loop);

        Assert.That((await told.Task.WaitAsync(TimeSpan.FromSeconds(60))).Message, Is.EqualTo("on purpose"));
        var done = new TaskCompletionSource();
        loop.Post(static source => ((TaskCompletionSource)source).SetResult(), done);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
