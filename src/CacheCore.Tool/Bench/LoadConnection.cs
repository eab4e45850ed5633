using System.Diagnostics;
using System.IO.Pipelines;
using HdrHistogram;

namespace CacheCore.Tool.Bench;

/// <summary>
/// One client in a closed loop: sends as many requests as the pipeline holds, waits for all replies, and notes how long that
/// took.
/// </summary>
internal sealed class LoadConnection(IDuplexPipe transport, LoadPhase phase, RequestWriter requests, IKeySource keys, Random random)
{
    private const long LongestLatency = 60_000_000; // microseconds

    private readonly ReplyCounter _replies = new();
    private long _done;

    public LongHistogram Latencies { get; } = new(LongestLatency, 3);

    public ReplyCounter Replies => _replies;

    /// <summary>Requests answered while the phase counted; of those the hits, the misses and what was refused.</summary>
    public long Counted { get; private set; }

    public long Hits { get; private set; }

    public long Misses { get; private set; }

    public long Errors { get; private set; }

    /// <summary>Requests answered so far; may be read meanwhile.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Runs until the phase is over, or so many requests are answered.</summary>
    /// <exception cref="IOException">The server closed the connection.</exception>
    public async Task RunAsync(Mix mix, int pipeline, long most)
    {
        while (!phase.IsOver && most > 0)
        {
            int batch = (int)Math.Min(pipeline, most);
            most -= batch;
            for (int i = 0; i < batch; i++)
            {
                requests.Write(transport.Output, mix.Draw(random), keys);
            }

            bool isCounted = phase.IsCounting;
            long start = Stopwatch.GetTimestamp();
            FlushResult flush = await transport.Output.FlushAsync().ConfigureAwait(false);
            if (flush.IsCompleted)
            {
                throw new IOException("The server closed the connection.");
            }

            (long hits, long misses, long errors) = (_replies.Hits, _replies.Misses, _replies.Errors);
            await ReceiveAsync(batch).ConfigureAwait(false);
            Volatile.Write(ref _done, _done + batch);
            if (isCounted)
            {
                Counted += batch;
                Hits += _replies.Hits - hits;
                Misses += _replies.Misses - misses;
                Errors += _replies.Errors - errors;
                Latencies.RecordValue(Math.Min(LongestLatency, (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds));
            }
        }
    }

    private async ValueTask ReceiveAsync(int outstanding)
    {
        while (outstanding > 0)
        {
            System.IO.Pipelines.ReadResult read = await transport.Input.ReadAsync().ConfigureAwait(false);
            int consumed = _replies.Scan(read.Buffer.FirstSpan, ref outstanding);
            transport.Input.AdvanceTo(read.Buffer.GetPosition(consumed), read.Buffer.End);
            if (read.IsCompleted && outstanding > 0)
            {
                throw new IOException("The server closed the connection.");
            }
        }
    }
}
