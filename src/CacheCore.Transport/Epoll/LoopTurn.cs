using System.Threading.Tasks.Sources;

namespace CacheCore.Transport.Epoll;

/// <summary>
/// A turn of an event loop as something to wait for: who has more to do lets all others go first.
/// One wait at a time; it goes on on the loop's thread.
/// </summary>
internal sealed class LoopTurn(EventLoop loop) : IPolled, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _turn;

    public ValueTask WaitAsync()
    {
        _turn.Reset();
        var task = new ValueTask(this, _turn.Version);
        if (loop.IsCurrent)
        {
            Plan();
        }
        else
        {
            loop.Post(static turn => ((LoopTurn)turn).Plan(), this);
        }

        return task;
    }

    public void OnTurn() => _turn.SetResult(true);

    public void OnEvents(PollEvents events)
    {
    }

    public void Abort()
    {
    }

    public void GetResult(short token) => _turn.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _turn.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _turn.OnCompleted(continuation, state, token, flags);

    private void Plan() => loop.AddTurn(this);
}
