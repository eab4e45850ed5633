using System.Diagnostics;

namespace CacheCore.Transport.Epoll;

/// <summary>What a thread knows of the event loop that it is.</summary>
public static class LoopThread
{
    [ThreadStatic]
    private static EventLoop? _current;

    /// <summary>True on the thread of a loop, which must not be blocked, and where a connection of the loop's goes on at once.</summary>
    public static bool IsCurrent => _current is not null;

    /// <summary>This thread is a loop from now on.</summary>
    internal static void Become(EventLoop loop) => _current = loop;

    /// <summary>Whoever gets here is on the loop's own thread, or the code is wrong.</summary>
    [Conditional("DEBUG")]
    internal static void Assert(EventLoop loop) => Debug.Assert(loop.IsCurrent, "What is a loop's is touched on its own thread alone.");
}
