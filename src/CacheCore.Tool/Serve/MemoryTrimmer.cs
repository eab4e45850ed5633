using CacheCore.Transport.Memory;

namespace CacheCore.Tool.Serve;

/// <summary>
/// Gives the system back what a burst of clients left behind.
/// The whole process pays for that with a collection, so this is the program's and not the library's.
/// </summary>
internal sealed class MemoryTrimmer : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConnectionMemory _memory;
    private readonly TrimSchedule _schedule = new();
    private readonly Lock _lock = new();
    private readonly Timer _timer;

    public MemoryTrimmer(ConnectionMemory memory)
    {
        _memory = memory;
        _timer = new Timer(static trimmer => ((MemoryTrimmer)trimmer!).Look(), this, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_lock) // a machine may be so busy that one look meets the next
        {
            if (_schedule.IsDue(_memory.TakePeak()))
            {
                _memory.Trim();
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
    }
}
