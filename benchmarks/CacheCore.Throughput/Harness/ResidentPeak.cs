namespace CacheCore.Throughput.Harness;

/// <summary>Watches the physical memory of this process from a thread of its own and keeps the highest it saw.</summary>
internal sealed class ResidentPeak : IDisposable
{
    private readonly Thread _thread;
    private readonly TimeSpan _interval;
    private readonly ManualResetEventSlim _stop = new();
    private long _peak;

    public ResidentPeak(TimeSpan interval)
    {
        _interval = interval;
        _thread = new Thread(Watch) { IsBackground = true, Name = "memory watch" };
        _thread.Start();
    }

    public long Bytes => Volatile.Read(ref _peak);

    /// <summary>Forgets what was seen so far.</summary>
    public void Reset() => Volatile.Write(ref _peak, 0);

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        do
        {
            long now = ProcessMemory.Resident();
            if (now > Volatile.Read(ref _peak))
            {
                Volatile.Write(ref _peak, now);
            }
        }
        while (!_stop.Wait(_interval));
    }
}
