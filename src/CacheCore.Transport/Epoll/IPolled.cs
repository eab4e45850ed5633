namespace CacheCore.Transport.Epoll;

/// <summary>What an <see cref="EventLoop"/> watches, and tells on its own thread.</summary>
internal interface IPolled
{
    /// <summary>Something has happened to the descriptor.</summary>
    void OnEvents(PollEvents events);

    /// <summary>The turn that was asked for with <see cref="EventLoop.AddTurn"/>.</summary>
    void OnTurn();

    /// <summary>It met something that it cannot go on after.</summary>
    void Abort();
}
