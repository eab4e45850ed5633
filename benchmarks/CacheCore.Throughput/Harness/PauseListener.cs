using System.Diagnostics.Tracing;

namespace CacheCore.Throughput.Harness;

/// <summary>
/// Measures each time the collector held all threads, from the runtime's own events: from the request to suspend
/// to the end of the restart, so the wait for threads to stop is part of it.
/// </summary>
internal sealed class PauseListener : EventListener
{
    private const string RuntimeSource = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords GarbageCollection = (EventKeywords)0x1;
    private const int RestartEnd = 3;
    private const int SuspendBegin = 9;

    private readonly Lock _gate = new();
    private DateTime? _suspended;
    private TimeSpan _longest;
    private TimeSpan _total;
    private int _count;

    /// <summary>What was seen so far.</summary>
    public (TimeSpan Longest, TimeSpan Total, int Count) Seen
    {
        get
        {
            lock (_gate)
            {
                return (_longest, _total, _count);
            }
        }
    }

    /// <summary>Forgets what was seen so far.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (_longest, _total, _count, _suspended) = (default, default, 0, null);
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == RuntimeSource)
        {
            EnableEvents(eventSource, EventLevel.Informational, GarbageCollection);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId is not (SuspendBegin or RestartEnd))
        {
            return;
        }

        lock (_gate)
        {
            if (eventData.EventId == SuspendBegin)
            {
                _suspended = eventData.TimeStamp;
            }
            else if (_suspended is { } start)
            {
                TimeSpan pause = eventData.TimeStamp - start;
                _longest = pause > _longest ? pause : _longest;
                _total += pause;
                _count++;
                _suspended = null;
            }
        }
    }
}
